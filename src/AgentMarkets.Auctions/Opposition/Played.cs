using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder faces under any rule: a sample of the others' bids, against which every game is played
/// anew.</summary>
/// <remarks>
/// All bids meet the same games. Bids are tried on a grid, [m, A] in all, and then around the best; the grid ends a
/// little above the highest bid of the others. The best of means over a sample reads a little too high
/// (docs/auctions.md, 4).
/// </remarks>
internal sealed class Played : IOpposition
{
    // Games are many where a bid is one number and few bids are tried; the grid has so many bids in all.
    private const int MostGames = 1 << 12, GridBids = 1 << 9, Refinements = 4;

    private readonly IMechanism _mechanism;
    private readonly int _bidder;
    private readonly GameShape _shape;
    private readonly double[] _others;
    private readonly int _rivals;
    private readonly int _games;
    private readonly double _top;

    /// <param name="statistic">[S, N - 1, A]: the others' bids in the order of their numbers.</param>
    public Played(IMechanism mechanism, int bidder, int bidders, double[] statistic)
    {
        (_mechanism, _bidder, _others) = (mechanism, bidder, statistic);
        _shape = mechanism.Shape(bidders);
        _rivals = bidders - 1;
        _games = Math.Min(MostGames, statistic.Length / (_rivals * _shape.Bids));
        _top = 1.1 * Math.Max(1e-9, statistic.Max());
    }

    /// <summary>The others' bids, without a bidder's own: the statistic that is always enough.</summary>
    public static Func<int, double[]> Rivals(double[] bids, int bidders, int numbers) => bidder =>
    {
        int games = bids.Length / (bidders * numbers), width = (bidders - 1) * numbers, before = (bidder - 1) * numbers;
        var others = new double[games * width];
        for (int s = 0; s < games; s++)
        {
            var game = bids.AsSpan(s * bidders * numbers, bidders * numbers);
            game[..before].CopyTo(others.AsSpan(s * width));
            game[(before + numbers)..].CopyTo(others.AsSpan(s * width + before));
        }
        return others;
    };

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        using var scope = NewDisposeScope();
        var outcome = Play(bid);
        var x = outcome.Win.mean([0L]).cpu();
        for (int k = 0; k < _shape.Outcomes; k++)
        {
            win[k] = x[k].item<double>();
        }
        return outcome.Paid().mean().item<double>();
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        using var scope = NewDisposeScope();
        return Utilities(Play(bid), tensor(worth.ToArray()), cost, utility);
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        int types = best.Length, a = _shape.Bids;
        best.Fill(double.NegativeInfinity);
        double[] all = worth.ToArray();
        double[] unit = cost.IsEmpty ? [.. Enumerable.Repeat(1.0, types)] : cost.ToArray();
        var actions = _mechanism.Actions(_bidder, _rivals + 1);
        foreach (double[] bid in actions is null ? Grid() : actions.Chunk(a))
        {
            using var scope = NewDisposeScope();
            var outcome = Play(bid);
            for (int t = 0; t < types; t++)
            {
                Try(outcome, bid, t, best, bids);
            }
        }
        for (int t = 0; actions is null && t < types; t++)
        {
            Refine(t, best, bids);
        }

        void Refine(int t, Span<double> best, Span<double> bids)
        {
            double step = _top / Side;
            for (int round = 0; round < Refinements; round++)
            {
                step /= 2;
                foreach (int k in Enumerable.Range(0, 2 * a))
                {
                    using var scope = NewDisposeScope();
                    double[] bid = bids.Slice(t * a, a).ToArray();
                    bid[k / 2] = Math.Max(0, bid[k / 2] + (k % 2 == 0 ? step : -step));
                    Try(Play(bid), bid, t, best, bids);
                }
            }
        }

        void Try(Outcome outcome, double[] bid, int t, Span<double> best, Span<double> bids)
        {
            int k = _shape.Outcomes;
            double u = Utilities(outcome, tensor(all[(t * k)..((t + 1) * k)]), unit[t], utility);
            if (u > best[t])
            {
                best[t] = u;
                bid.CopyTo(bids[(t * a)..]);
            }
        }
    }

    private int Side => Math.Max(4, (int)Math.Round(Math.Pow(GridBids, 1.0 / _shape.Bids)));

    private IEnumerable<double[]> Grid()
    {
        int side = Side, count = (int)Math.Pow(side + 1, _shape.Bids);
        for (int k = 0; k < count; k++)
        {
            var bid = new double[_shape.Bids];
            for (int a = 0, rest = k; a < bid.Length; a++, rest /= side + 1)
            {
                bid[a] = _top * (rest % (side + 1)) / side;
            }
            yield return bid;
        }
    }

    /// <summary>[S, K], and q [S, 1].</summary>
    private Outcome Play(ReadOnlySpan<double> bid)
    {
        var others = tensor(_others, [_others.Length / (_rivals * _shape.Bids), _rivals, _shape.Bids])
            .narrow(0, 0, _games);
        var own = tensor(bid.ToArray(), [1, 1, _shape.Bids]).expand(_games, 1, _shape.Bids);
        int at = _bidder - 1;
        var all = cat([others.narrow(1, 0, at), own, others.narrow(1, at, _rivals - at)], 1).unsqueeze(0);
        var outcome = _mechanism.Clear(all);
        return new Outcome(outcome.Win[0].select(1, at), outcome.Payment[0].select(1, at),
            outcome.Loss?[0].select(1, at));
    }

    private static double Utilities(Outcome outcome, Tensor worth, double cost, IUtility utility) =>
        ExpectedUtility.Of(utility, worth.expand_as(outcome.Win), tensor(cost).to(float64), outcome)
            .mean().item<double>();
}
