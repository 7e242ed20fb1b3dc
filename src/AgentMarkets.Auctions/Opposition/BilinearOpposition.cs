using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a player of the bilinear game faces: the numbers that the other chooses.</summary>
/// <remarks>
/// A bid b wins x = (b + h)/(2 h) and pays p = s b y, whatever it wins. Money that counts as money leaves only the mean
/// of y: utility is linear in the bid, and one of the ends is best. Else bids are tried on a grid with both ends.
/// </remarks>
/// <param name="sign">s, 1 or -1.</param>
/// <param name="bound">h.</param>
/// <param name="others">y, [S].</param>
internal sealed class BilinearOpposition(double sign, double bound, double[] others) : IOpposition
{
    private const int Grid = 1 << 10;

    private readonly double _mean = others.Average(y => Math.Clamp(y, -bound, bound));

    // The sample's sign and size in one: p = b d.
    private readonly double[] _due = [.. others.Select(y => sign * Math.Clamp(y, -bound, bound))];

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double made = Math.Clamp(bid[0], -bound, bound);
        win[0] = Share(made);
        return sign * made * _mean;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        double made = Math.Clamp(bid[0], -bound, bound), share = Share(made);
        if (utility.IsQuasiLinear)
        {
            return share * worth[0] - cost * sign * made * _mean;
        }
        double won = 0, lost = 0;
        foreach (double due in _due)
        {
            won += share == 0 ? 0 : utility.Won(worth[0], cost * made * due);
            lost += share == 1 ? 0 : utility.Lost(cost * made * due);
        }
        return (share * won + (1 - share) * lost) / _due.Length;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        int steps = utility.IsQuasiLinear ? 1 : Grid;
        for (int t = 0; t < best.Length; t++)
        {
            best[t] = double.NegativeInfinity;
            for (int k = 0; k <= steps; k++)
            {
                double bid = bound * (2.0 * k / steps - 1);
                double u = Payoff(worth.Slice(t, 1), cost.IsEmpty ? 1 : cost[t], [bid], utility);
                (best[t], bids[t]) = u > best[t] ? (u, bid) : (best[t], bids[t]);
            }
        }
    }

    private double Share(double bid) => (bid + bound) / (2 * bound);
}
