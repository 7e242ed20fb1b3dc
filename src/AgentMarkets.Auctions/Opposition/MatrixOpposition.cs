using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a player of a finite game faces: how likely each joint action of the others is.</summary>
/// <param name="table">[own actions, joint actions] row by row: what the player gets.</param>
/// <param name="weights">[joint actions], summing to 1.</param>
internal sealed class MatrixOpposition(double[] table, double[] weights) : IOpposition
{
    private int Actions => table.Length / weights.Length;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        win[0] = 0;
        return -Sum(RowOf(bid[0]), static gets => gets);
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility) =>
        utility.IsQuasiLinear
            ? cost * Sum(RowOf(bid[0]), static gets => gets)
            : Sum(RowOf(bid[0]), gets => utility.Lost(-cost * gets));

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        for (int t = 0; t < best.Length; t++)
        {
            best[t] = double.NegativeInfinity;
            for (int a = 0; a < Actions; a++)
            {
                double u = Payoff(worth.Slice(t, 1), cost.IsEmpty ? 1 : cost[t], [a], utility);
                (best[t], bids[t]) = u > best[t] ? (u, a) : (best[t], bids[t]);
            }
        }
    }

    private int RowOf(double bid) => (int)Math.Clamp(Math.Round(bid), 0, Actions - 1);

    private double Sum(int row, Func<double, double> of)
    {
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            sum += weights[k] == 0 ? 0 : weights[k] * of(table[row * weights.Length + k]);
        }
        return sum;
    }
}
