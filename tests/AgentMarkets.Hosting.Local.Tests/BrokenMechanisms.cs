using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Local.Tests;

// Rules with one mistake each; they carry no card.

/// <summary>Everybody at or above the second highest bid wins the one item.</summary>
internal sealed class OversoldMechanism : IMechanism
{
    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var second = bids.topk(2, 2).values.narrow(2, 1, 1);
        return new Outcome((bids >= second).to(bids.dtype), second.expand_as(bids), null);
    }
}

/// <summary>Pays losers a tenth of their bid.</summary>
internal sealed class GenerousMechanism : IMechanism
{
    private readonly SecondPrice _honest = new(new SecondPrice.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null) => _honest.Clear(bids) with { Loss = -0.1 * bids };
}

/// <summary>The highest bid pays more than itself.</summary>
internal sealed class GreedyMechanism : IMechanism
{
    private readonly FirstPrice _honest = new(new FirstPrice.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var outcome = _honest.Clear(bids);
        return outcome with { Payment = 1.01 * outcome.Payment };
    }
}

/// <summary>The lowest bid wins.</summary>
internal sealed class ReversedMechanism : IMechanism
{
    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var lowest = (bids == bids.amin([2], keepdim: true)).to(bids.dtype);
        return new Outcome(lowest / lowest.sum(2, keepdim: true), bids, null);
    }
}

/// <summary>Bids of a third of the batch's highest do not count: games meet.</summary>
internal sealed class MinglingMechanism : IMechanism
{
    private readonly FirstPrice _honest = new(new FirstPrice.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null) =>
        _honest.Clear(where(bids > 0.7 * bids.max(), bids, zeros_like(bids)));
}

/// <summary>Tries bids in the wrong games: forgets that who tries a bid may tie.</summary>
internal sealed class CarelessMechanism : IMechanism
{
    private readonly FirstPrice _honest = new(new FirstPrice.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null) => _honest.Clear(bids);

    public Outcome Vary(int bidder, Tensor bids, Tensor own, Tensor? lots = null)
    {
        var others = bids.clone();
        others.select(2, bidder - 1).fill_(-1);
        var win = (own > others.amax([2]).unsqueeze(1)).to(bids.dtype);
        return new Outcome(win, own, null);
    }
}

/// <summary>Says that the bidder faces the first rival alone.</summary>
internal sealed class ShortSightedMechanism : IMechanism
{
    private readonly FirstPrice _honest = new(new FirstPrice.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null) => _honest.Clear(bids);

    public Func<int, double[]> Oppose(double[] bids, int bidders) => bidder =>
        _honest.Oppose([.. bids.Chunk(bidders).SelectMany(game =>
            (double[])[game[bidder - 1], game[bidder % bidders]])], 2)(1);

    public IOpposition Against(int bidder, int bidders, double[] statistic) => _honest.Against(1, 2, statistic);
}

/// <summary>Its best replies are half of what they could be.</summary>
internal sealed class TimidMechanism : IMechanism
{
    private readonly FirstPrice _honest = new(new FirstPrice.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null) => _honest.Clear(bids);

    public Func<int, double[]> Oppose(double[] bids, int bidders) => _honest.Oppose(bids, bidders);

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new Timid(_honest.Against(bidder, bidders, statistic));

    private sealed class Timid(IOpposition honest) : IOpposition
    {
        public double Fare(ReadOnlySpan<double> bid, Span<double> win) => honest.Fare(bid, win);

        public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility) =>
            honest.Payoff(worth, cost, bid, utility);

        public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
            Span<double> bids)
        {
            honest.Best(worth, cost, utility, best, bids);
            for (int t = 0; t < best.Length; t++)
            {
                bids[t] /= 2;
                best[t] = honest.Payoff(worth.Slice(t, 1), 1, bids.Slice(t, 1), utility);
            }
        }
    }
}

/// <summary>A contest that forgets the share of the others in its slope.</summary>
internal sealed class SteepContest : ISmooth
{
    private readonly Tullock _honest = new(new Tullock.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null) => _honest.Clear(bids);

    public MarketSignal Market(Tensor bids)
    {
        var market = _honest.Market(bids);
        return market with { WinSlope = market.WinSlope / (1 - market.Win).unsqueeze(-1) };
    }
}
