using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder faces where several items are sold apart and their utilities add up: an opposition an
/// item.</summary>
internal sealed class AddedOpposition(IOpposition[] items) : IOpposition
{
    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double paid = 0;
        for (int k = 0; k < items.Length; k++)
        {
            paid += items[k].Fare(bid.Slice(k, 1), win.Slice(k, 1));
        }
        return paid;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        double sum = 0;
        for (int k = 0; k < items.Length; k++)
        {
            sum += items[k].Payoff(worth.Slice(k, 1), cost, bid.Slice(k, 1), utility);
        }
        return sum;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        best.Clear();
        var (values, units) = (new double[best.Length], new double[cost.Length]);
        var (found, at) = (new double[best.Length], new double[best.Length]);
        var order = new int[best.Length];
        for (int k = 0; k < items.Length; k++)
        {
            for (int t = 0; t < order.Length; t++)
            {
                (order[t], values[t]) = (t, worth[t * items.Length + k]);
            }
            Array.Sort(values, order);
            for (int t = 0; t < units.Length; t++)
            {
                units[t] = cost[order[t]];
            }
            items[k].Best(values, units, utility, found, at);
            for (int t = 0; t < order.Length; t++)
            {
                best[order[t]] += found[t];
                bids[order[t] * items.Length + k] = at[t];
            }
        }
    }
}
