using AgentMarkets.Auctions.Opposition;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A contest with a success function: x_i = g(b_i) / sum_j g(b_j), and everyone pays the own bid.</summary>
/// <remarks>Skaperdas (1996), Econ. Theory 7. The logarithm of g is what is computed with, so that no power
/// overflows. Bids below 0 count as 0.</remarks>
public abstract class Contest : ISmooth
{
    public virtual bool IsScaleFree => true;

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var paid = bids.clamp_min(0);
        return new Outcome(Shares(paid, 2), paid, paid);
    }

    public MarketSignal Market(Tensor bids)
    {
        var paid = bids.clamp_min(0);
        var x = Shares(paid, 1);
        var one = ones_like(paid).unsqueeze(-1);
        return new MarketSignal(x, paid, paid, Slopes(paid, x, 1).unsqueeze(-1), one, one);
    }

    public Func<int, double[]> Oppose(double[] bids, int bidders) => bidder =>
    {
        var statistic = new double[bids.Length / bidders];
        for (int s = 0; s < statistic.Length; s++)
        {
            statistic[s] = LogOfSum(bids.AsSpan(s * bidders, bidders), bidder - 1);
        }
        return statistic;
    };

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new ContestOpposition(LogImpact, 1.0 / bidders, statistic);

    /// <summary>ln g(b).</summary>
    public abstract double LogImpact(double bid);

    /// <summary>ln g(b), entry by entry.</summary>
    protected abstract Tensor LogImpact(Tensor bids);

    /// <summary>dx_i/db_i.</summary>
    /// <param name="bids">At least 0.</param>
    /// <param name="shares">x.</param>
    /// <param name="axis">That of the bidders.</param>
    protected abstract Tensor Slopes(Tensor bids, Tensor shares, int axis);

    /// <summary>1/N each where nobody has any impact.</summary>
    private Tensor Shares(Tensor bids, int axis)
    {
        var log = LogImpact(bids);
        var nobody = log.amax([axis], keepdim: true) == double.NegativeInfinity;
        return where(nobody, zeros_like(log), log).softmax(axis);
    }

    /// <summary>ln of the sum of g(b_j) over the others; the largest is taken out against overflow.</summary>
    private double LogOfSum(ReadOnlySpan<double> bids, int but)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < bids.Length; j++)
        {
            most = j == but ? most : Math.Max(most, LogImpact(Math.Max(0, bids[j])));
        }
        for (int j = 0; j < bids.Length && most > double.NegativeInfinity; j++)
        {
            sum += j == but ? 0 : Math.Exp(LogImpact(Math.Max(0, bids[j])) - most);
        }
        return most == double.NegativeInfinity ? most : most + Math.Log(sum);
    }
}
