using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Contests on a directed ring: everybody has a prize of its own, x_i = b_i/(b_i + k b_{i+1}), and pays the
/// own bid; bidder N has bidder 1 ahead of it. Half a prize where both bids are zero.</summary>
/// <remarks>
/// Every payoff is strictly concave in the own bid. With values 1 the symmetric equilibrium is k/(1+k)^2; in theta =
/// ln b its Jacobian is circulant, with eigenvalues d(-1 - (k-1)/2 e^(2 pi i m/N)), d = 2k/(1+k)^3: for N = 3 gradient
/// play turns ever wider for k above 5. A Tullock contest (1980) in which only one rival counts.
/// </remarks>
[Card("ring-contest", "Everybody has a prize, won against the next in a ring as bids are in proportion; all pay bids.",
    "Tullock (1980), Efficient rent seeking")]
public sealed class RingContest(RingContest.Settings settings) : ISmooth
{
    public sealed record Settings
    {
        [Setting("How much the next bidder's bid counts against the own.", Name = "k", Above = 0)]
        public double Weight { get; init; } = 8;
    }

    /// <summary>k.</summary>
    public double Weight => settings.Weight;

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var paid = bids.clamp_min(0);
        return new Outcome(Shares(paid, 2), paid, paid);
    }

    public MarketSignal Market(Tensor bids)
    {
        var paid = bids.clamp_min(0);
        var x = Shares(paid, 1);
        // dx_i/db_i = x_i (1 - x_i)/b_i = k b_{i+1}/(b_i + k b_{i+1})^2; where both are zero there is a jump, and no
        // slope: 0.
        var against = Weight * Next(paid, 1);
        var sum = paid + against;
        var slope = where(sum > 0, (1 - x) / sum, zeros_like(sum));
        var one = ones_like(paid).unsqueeze(-1);
        return new MarketSignal(x, paid, paid, slope.unsqueeze(-1), one, one);
    }

    /// <summary>Everybody may win the own prize.</summary>
    public Tensor BestWelfare(Tensor worth) => worth.clamp_min(0).sum([1, 2]);

    /// <summary>ln(k b) of the next bidder.</summary>
    public Func<int, double[]> Oppose(double[] bids, int bidders) => bidder =>
    {
        var statistic = new double[bids.Length / bidders];
        for (int s = 0; s < statistic.Length; s++)
        {
            statistic[s] = Math.Log(Weight * Math.Max(0, bids[s * bidders + bidder % bidders]));
        }
        return statistic;
    };

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new ContestOpposition(Math.Log, 0.5, statistic);

    private Tensor Shares(Tensor bids, int axis)
    {
        var sum = bids + Weight * Next(bids, axis);
        return where(sum > 0, bids / sum, full_like(sum, 0.5));
    }

    /// <summary>The next bidder's at every bidder's place.</summary>
    private static Tensor Next(Tensor bids, int axis) => bids.roll(-1, axis);
}
