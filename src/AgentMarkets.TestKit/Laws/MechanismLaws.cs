using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every auction rule (docs/auctions.md, 6), in 64-bit arithmetic.</summary>
/// <remarks>
/// Which laws a rule is held to follows from what it says of itself: rules with finite
/// <see cref="IMechanism.Actions"/>, or with <see cref="IMechanism.TakesNegativeBids"/>, are not about money;
/// <see cref="IMechanism.IsScaleFree"/> and <see cref="IMechanism.RoleOf"/> say what leaves the outcome as it is; a
/// rule with an <see cref="Outcome.Loss"/> lets losers pay; sellers are paid. Bids are drawn, so that ties have
/// probability zero, except in the law about ties.
/// </remarks>
public static class MechanismLaws
{
    private const double Rounding = 1e-12;

    // Payments in the core are found by iteration, to 1e-9.
    private const double Solved = 1e-8;

    /// <summary>Checks the mechanisms of a catalogue, each choice of each made once.</summary>
    /// <param name="examples">How rules without defaults are written; more examples of others may be added.</param>
    /// <exception cref="TestKitException">A law is broken; the message names piece, law, game and numbers.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null)
    {
        foreach (var (text, mechanism) in Pieces.Of<IMechanism>(catalog, examples ?? [], data))
        {
            Check(mechanism, text);
        }
    }

    /// <summary>Checks one mechanism, with the fewest bidders that it is for and with more.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IMechanism mechanism, string? name = null)
    {
        using var guard = no_grad();
        name ??= Piece.NameOf(mechanism);
        foreach (int bidders in DrawnBids.NumbersOfBidders(mechanism))
        {
            using var scope = NewDisposeScope();
            var drawn = new DrawnBids(mechanism, bidders, seed: 1);
            Shapes(drawn, name);
            Relabelling(drawn, name);
            RowsAlone(drawn, name);
            Varied(drawn, name);
            Feasible(drawn, name);
            Deterministic(drawn, name);
            if (mechanism.Actions(1, bidders) is not null || mechanism.TakesNegativeBids)
            {
                continue;
            }
            Transfers(drawn, name);
            Monotone(drawn, name);
            Scaling(drawn, name);
            if (mechanism is OneItem item)
            {
                Shift(drawn, item, name);
                Ties(item, bidders, name);
                ZeroBids(item, bidders, name);
            }
        }
    }

    private static void Shapes(DrawnBids drawn, string name)
    {
        long[] games = [.. drawn.Bids.shape[..3]];
        var outcome = drawn.Clear(drawn.Bids);
        long[] each = [.. games, drawn.Shape.Outcomes], once = [.. games, 1];
        string law = "an outcome has a number for every game, bidder and outcome";
        Law.Holds(outcome.Win.shape.SequenceEqual(each), name, law, $"x is [{string.Join(",", outcome.Win.shape)}]");
        Law.Holds(outcome.Payment.shape.SequenceEqual(each), name, law,
            $"p is [{string.Join(",", outcome.Payment.shape)}]");
        Law.Holds(outcome.Loss?.shape.SequenceEqual(once) ?? true, name, law,
            $"q is [{string.Join(",", outcome.Loss?.shape ?? [])}]");
    }

    private static void Relabelling(DrawnBids drawn, string name)
    {
        var turned = drawn.Relabelling;
        var (win, paid) = drawn.Results(drawn.Bids, drawn.Lots);
        var (winThen, paidThen) = drawn.Results(turned.Of(drawn.Bids), turned.Of(drawn.Lots));
        Same(turned.Of(win), winThen, Rounding, name, "relabelling bidders relabels who wins");
        Same(turned.Of(paid), paidThen, Solved, name, "relabelling bidders relabels payments");
    }

    private static void RowsAlone(DrawnBids drawn, string name)
    {
        var (win, paid) = drawn.Results(drawn.Bids, drawn.Lots);
        for (int r = 0; r < drawn.Bids.shape[0]; r++)
        {
            var (winAlone, paidAlone) = drawn.Results(drawn.Bids.narrow(0, r, 1), drawn.Lots.narrow(0, r, 1));
            Same(win.narrow(0, r, 1), winAlone, 0, name, "a replica alone gives the same row of winners");
            Same(paid.narrow(0, r, 1), paidAlone, 0, name, "a replica alone gives the same row of payments");
        }
        var games = arange(drawn.Bids.shape[1] - 1, -1, -1, dtype: int64);
        var (winThen, paidThen) = drawn.Results(drawn.Bids.index_select(1, games), drawn.Lots.index_select(1, games));
        Same(win.index_select(1, games), winThen, 0, name, "permuting games permutes who wins");
        Same(paid.index_select(1, games), paidThen, 0, name, "permuting games permutes payments");
        var replicas = arange(drawn.Bids.shape[0] - 1, -1, -1, dtype: int64);
        (winThen, paidThen) = drawn.Results(drawn.Bids.index_select(0, replicas), drawn.Lots.index_select(0, replicas));
        Same(win.index_select(0, replicas), winThen, 0, name, "permuting replicas permutes who wins");
        Same(paid.index_select(0, replicas), paidThen, 0, name, "permuting replicas permutes payments");
    }

    /// <summary>A rule's own way to vary bids is that of clearing every game anew, ties and all.</summary>
    private static void Varied(DrawnBids drawn, string name)
    {
        // Rules may have another way for 32 bits.
        foreach (var (bids, lots) in (ReadOnlySpan<(Tensor, Tensor?)>)
            [(drawn.OnGrid(), null), (drawn.OnGrid(), drawn.Lots), (drawn.OnGrid().to(float32), null)])
        {
            double near = bids.dtype == float32 ? 1e-5 : Solved;
            for (int i = 1; i <= drawn.Bidders; i++)
            {
                // The own bid as it is, and as the next game's; [R, P, B, A].
                var mine = bids.select(2, i - 1);
                var own = stack([mine, mine.roll(1, 1)], 1);
                var quick = drawn.Mechanism.Vary(i, bids, own, lots);
                for (int p = 0; p < 2; p++)
                {
                    var varied = bids.clone();
                    varied.select(2, i - 1).copy_(own.select(1, p));
                    var (win, paid) = drawn.Results(varied, lots);
                    Same(win.select(2, i - 1), quick.Win.select(1, p), bids.dtype == float32 ? near : Rounding, name,
                        "a bid that is tried wins what it wins when it is made");
                    Same(paid.select(2, i - 1), quick.Paid().select(1, p), near, name,
                        "a bid that is tried pays what it pays when it is made");
                }
            }
        }
    }

    private static void Feasible(DrawnBids drawn, string name)
    {
        foreach (var bids in (Tensor[])[drawn.Bids, drawn.OnGrid()])
        {
            var win = drawn.Clear(bids).Win;
            All(win >= 0, name, "shares are not negative");
            All((drawn.Mechanism.IsAdditive ? win : win.sum(-1)) <= 1 + Rounding, name,
                "nobody gets more than one of the outcomes, or an item more than once");
            // Whatever outcomes are worth, no allocation is worth more than the best.
            var worth = drawn.Worth();
            var had = (win * worth).sum([2, 3]).flatten();
            var best = drawn.Mechanism.BestWelfare(worth.flatten(0, 1));
            All(had <= best + Solved, name,
                "no allocation is worth more than the best: shares sum to at most the supply");
        }
    }

    private static void Deterministic(DrawnBids drawn, string name)
    {
        var bids = drawn.OnGrid();
        var (win, paid) = drawn.Results(bids, drawn.Lots);
        var (winThen, paidThen) = drawn.Results(bids.clone(), drawn.Lots.clone());
        Same(win, winThen, 0, name, "the same bids and lots have the same winners");
        Same(paid, paidThen, 0, name, "the same bids and lots have the same payments");
    }

    private static void Transfers(DrawnBids drawn, string name)
    {
        var outcome = drawn.Clear(drawn.Bids);
        var paid = outcome.Paid();
        for (int i = 1; i <= drawn.Bidders; i++)
        {
            All(drawn.IsSeller(i) ? paid.select(2, i - 1) <= Solved : paid.select(2, i - 1) >= -Solved, name,
                "no positive transfers: nobody but sellers is paid");
            if (outcome.Loss is null && drawn.Shape.Bids == drawn.Shape.Types)
            {
                // What was won at the worth that the bid declares.
                var declared = drawn.Mechanism.Worth(i, drawn.Bids.select(2, i - 1));
                var got = (outcome.Win.select(2, i - 1) * declared).sum(-1);
                All(paid.select(2, i - 1) <= got + Solved, name,
                    "individual rationality: nobody pays more than the declared worth");
            }
        }
        if (drawn.HasBothSides)
        {
            All(paid.sum(-1).abs() <= Solved, name, "budget: what buyers pay is what sellers receive");
        }
    }

    private static void Monotone(DrawnBids drawn, string name)
    {
        var win = drawn.Clear(drawn.Bids).Win.sum(-1);
        for (int i = 1; i <= drawn.Bidders; i++)
        {
            var raised = drawn.Bids.clone();
            raised.select(2, i - 1).add_(0.1);
            var more = drawn.Clear(raised).Win.sum(-1).select(2, i - 1) - win.select(2, i - 1);
            All((drawn.IsSeller(i) ? -more : more) >= -Rounding, name, "a better bid never wins less");
        }
    }

    private static void Scaling(DrawnBids drawn, string name)
    {
        if (!drawn.Mechanism.IsScaleFree)
        {
            return;
        }
        var (win, paid) = drawn.Results(drawn.Bids, drawn.Lots);
        var (winThen, paidThen) = drawn.Results(drawn.Bids * 4, drawn.Lots);
        Same(win, winThen, Rounding, name, "scaling bids leaves who wins");
        Same(paid * 4, paidThen, Solved, name, "scaling bids scales payments");
    }

    private static void Shift(DrawnBids drawn, OneItem rule, string name)
    {
        if (rule.Price.LosersPay || !rule.IsScaleFree)
        {
            return;
        }
        var (win, paid) = drawn.Results(drawn.Bids, drawn.Lots);
        var (winThen, paidThen) = drawn.Results(drawn.Bids + 0.5, drawn.Lots);
        Same(win, winThen, 0, name, "shifting all bids leaves who wins");
        Same(paid + 0.5 * win.squeeze(-1), paidThen, Rounding, name, "shifting values and bids leaves utilities");
    }

    private static void Ties(OneItem rule, int bidders, string name)
    {
        for (int tied = 1; tied < bidders; tied++)
        {
            // The first tied + 1 bidders bid the same, the others less, but not less than any reserve price.
            double top = 2 + rule.Options.Reserve;
            var bids = tensor(Enumerable.Range(0, bidders).Select(i => i <= tied ? top : top - 1).ToArray())
                .reshape(1, 1, bidders, 1);
            double[] win = Numbers(rule.Clear(bids).Win);
            double[] expected = [.. Enumerable.Range(1, tied + 1)
                .Select(i => rule.ShareOfTie(i, tied, i == 1 ? 2 : 1))];
            Law.Near(expected, win.AsSpan(0, tied + 1), Rounding, name,
                $"ties of {tied + 1} are shared by the rule of ties");
        }
    }

    private static void ZeroBids(OneItem rule, int bidders, string name)
    {
        var outcome = rule.Clear(zeros(1, 1, bidders, 1, dtype: float64));
        bool isFree = rule.Options is { ZeroWins: false } or { EntryFee: 0, Reserve: 0 };
        All(outcome.Paid() == (isFree ? 0 : rule.Options.EntryFee), name, "a bid of zero pays nothing");
        Law.Holds(rule.Options is { ZeroWins: true, Reserve: 0 } || Numbers(outcome.Win).All(x => x == 0), name,
            "a bid of zero wins only where it may", $"the shares are {string.Join(", ", Numbers(outcome.Win))}");
    }

    private static void Same(Tensor expected, Tensor found, double tolerance, string name, string law) =>
        Law.Near(Numbers(expected), Numbers(found), tolerance, name, law);

    private static void All(Tensor holds, string name, string law)
    {
        double[] flags = Numbers(holds);
        int broken = Array.IndexOf(flags, 0);
        Law.Holds(broken < 0, name, law, $"not in entry {broken} of [{string.Join(",", holds.shape)}] (seed=1)");
    }

    private static double[] Numbers(Tensor tensor) => DrawnBids.Numbers(tensor);
}
