using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every rule of a single-item auction (docs/auctions.md, 6), in 64-bit
/// arithmetic.</summary>
/// <remarks>Bids are drawn, so that ties have probability zero, except in the law about ties.</remarks>
public static class MechanismLaws
{
    private const int Replicas = 3, Games = 64, Bidders = 4;

    /// <summary>Laws that some rules break by design; a check may leave them out.</summary>
    [Flags]
    public enum Exceptions
    {
        /// <summary>All laws hold.</summary>
        None = 0,

        /// <summary>A common shift of values and bids changes utilities: losers pay, or a reserve stands
        /// still.</summary>
        Shift = 1,

        /// <summary>Losers pay, so a bidder may pay more than the declared worth of what it won.</summary>
        Rationality = 2,

        /// <summary>Multiplying all bids changes who wins.</summary>
        Scaling = 4,
    }

    /// <summary>Checks the mechanisms of a catalogue, each choice of each made once.</summary>
    /// <param name="except">Laws left out, by the name of the mechanism.</param>
    /// <exception cref="TestKitException">A law is broken; the message names piece, law, game and numbers.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null,
        IReadOnlyDictionary<string, Exceptions>? except = null)
    {
        foreach (var (text, mechanism) in Pieces.Of<IMechanism>(catalog, examples ?? [], data)
            .Where(piece => piece.Piece is OneItem { MostBidders: null, Price.LosersPay: false }))
        {
            Check(mechanism, text, except?.GetValueOrDefault(Piece.NameOf(mechanism)) ?? Exceptions.None);
        }
    }

    /// <summary>Checks one mechanism.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IMechanism mechanism, string? name = null, Exceptions except = Exceptions.None)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        name ??= Piece.NameOf(mechanism);
        var bids = Draw(seed: 1);
        Relabelling(mechanism, name, bids);
        RowsAlone(mechanism, name, bids);
        Feasible(mechanism, name, bids, except);
        Monotone(mechanism, name, bids);
        if (mechanism is OneItem)
        {
            Ties(mechanism, name);
            ZeroBids(mechanism, name);
        }
        if (!except.HasFlag(Exceptions.Scaling))
        {
            Scaling(mechanism, name, bids);
        }
        if (!except.HasFlag(Exceptions.Shift))
        {
            Shift(mechanism, name, bids);
        }
    }

    private static Tensor Draw(ulong seed)
    {
        var bids = empty(Replicas, Games, Bidders, dtype: float64);
        new RandomStream(StreamKey.Of(seed, new ActorId("law", 1), "bids"), 0).Uniform(bids.AsSpan<double>());
        return bids.add_(0.01);
    }

    /// <summary>What is won and what is paid in all, [R, B, N] each.</summary>
    private static (Tensor Win, Tensor Payment) Clear(IMechanism mechanism, Tensor bids)
    {
        var outcome = mechanism.Clear(bids.unsqueeze(3));
        return (outcome.Win.squeeze(3), outcome.Paid());
    }

    private static void Relabelling(IMechanism mechanism, string name, Tensor bids)
    {
        var order = tensor(new long[] { 2, 0, 3, 1 });
        var (win, payment) = Clear(mechanism, bids);
        var (winThen, paymentThen) = Clear(mechanism, bids.index_select(2, order));
        Same(win.index_select(2, order), winThen, name, "relabelling bidders relabels who wins");
        Same(payment.index_select(2, order), paymentThen, name, "relabelling bidders relabels payments");
    }

    private static void RowsAlone(IMechanism mechanism, string name, Tensor bids)
    {
        var (win, payment) = Clear(mechanism, bids);
        for (int r = 0; r < Replicas; r++)
        {
            var (winAlone, paymentAlone) = Clear(mechanism, bids.narrow(0, r, 1));
            Same(win.narrow(0, r, 1), winAlone, name, "a replica alone gives the same row of winners");
            Same(payment.narrow(0, r, 1), paymentAlone, name, "a replica alone gives the same row of payments");
        }
        var games = arange(Games - 1, -1, -1, dtype: int64);
        Same(win.index_select(1, games), Clear(mechanism, bids.index_select(1, games)).Win, name,
            "permuting games permutes rows");
    }

    private static void Feasible(IMechanism mechanism, string name, Tensor bids, Exceptions except)
    {
        var (win, payment) = Clear(mechanism, bids);
        All(win >= 0, name, "shares are not negative");
        All(win.sum(2) <= 1 + 1e-12, name, "shares sum to at most the supply");
        All(payment >= 0, name, "no positive transfers: nobody is paid");
        if (!except.HasFlag(Exceptions.Rationality))
        {
            All(payment <= win * bids + 1e-12, name,
                "individual rationality: nobody pays more than the declared worth");
        }
    }

    private static void Monotone(IMechanism mechanism, string name, Tensor bids)
    {
        var win = Clear(mechanism, bids).Win;
        for (int i = 0; i < Bidders; i++)
        {
            var raised = bids.clone();
            raised.narrow(2, i, 1).add_(0.1);
            All(Clear(mechanism, raised).Win.narrow(2, i, 1) >= win.narrow(2, i, 1) - 1e-12, name,
                "a higher bid never wins less");
        }
    }

    private static void Scaling(IMechanism mechanism, string name, Tensor bids)
    {
        var (win, payment) = Clear(mechanism, bids);
        // A power of two scales every intermediate result exactly.
        var (winThen, paymentThen) = Clear(mechanism, bids * 4);
        Same(win, winThen, name, "scaling bids leaves who wins");
        Same(payment * 4, paymentThen, name, "scaling bids scales payments");
    }

    private static void Shift(IMechanism mechanism, string name, Tensor bids)
    {
        var (win, payment) = Clear(mechanism, bids);
        var (winThen, paymentThen) = Clear(mechanism, bids + 0.5);
        Same(win, winThen, name, "shifting all bids leaves who wins");
        All((payment + win * 0.5 - paymentThen).abs() <= 1e-12, name, "shifting values and bids leaves utilities");
    }

    private static void Ties(IMechanism mechanism, string name)
    {
        for (int tied = 1; tied < Bidders; tied++)
        {
            // The first tied + 1 bidders bid the same, the others less.
            var bids = tensor(Enumerable.Range(0, Bidders).Select(i => i <= tied ? 0.5 : 0.25).ToArray())
                .reshape(1, 1, Bidders);
            double[] win = Numbers(Clear(mechanism, bids).Win);
            double[] expected = [.. Enumerable.Range(1, tied + 1)
                .Select(i => ((OneItem)mechanism).ShareOfTie(i, tied, i == 1 ? 2 : 1))];
            Law.Near(expected, win.AsSpan(0, tied + 1), 1e-12, name,
                $"ties of {tied + 1} are shared by the rule of ties");
        }
    }

    private static void ZeroBids(IMechanism mechanism, string name)
    {
        var (win, payment) = Clear(mechanism, zeros(1, 1, Bidders, dtype: float64));
        All(payment == 0, name, "a bid of zero pays nothing");
        Law.Holds(((OneItem)mechanism).Options.ZeroWins || Numbers(win).All(x => x == 0), name, "a bid of zero wins only where it may",
            $"the shares are {string.Join(", ", Numbers(win))}");
    }

    private static void Same(Tensor expected, Tensor found, string name, string law) =>
        Law.Near(Numbers(expected), Numbers(found), 0, name, law);

    private static void All(Tensor holds, string name, string law)
    {
        var flags = holds.contiguous().AsSpan<bool>();
        int broken = flags.IndexOf(false);
        Law.Holds(broken < 0, name, law, $"not in entry {broken} of [{string.Join(",", holds.shape)}] (seed=1)");
    }

    private static double[] Numbers(Tensor tensor) => tensor.contiguous().AsSpan<double>().ToArray();
}
