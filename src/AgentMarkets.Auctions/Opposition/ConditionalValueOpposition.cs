using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a quasi-linear bidder for one item faces where winning tells something of the value, without
/// sampling.</summary>
/// <remarks>As <see cref="CommonValueOpposition"/>: E[V; b wins] stands in place of the chance to win.</remarks>
internal sealed class ConditionalValueOpposition : IOpposition
{
    private readonly OneItem _rule;
    private readonly ConditionalBids _law;
    private readonly ExactRivals _rivals;
    private readonly ItemOpposition _prices;
    private readonly Lazy<(double Bid, double Won, double Paid)[]> _tried;

    public ConditionalValueOpposition(OneItem rule, ConditionalBids law, int gridSize)
    {
        (_rule, _law, _rivals) = (rule, law, new ExactRivals(rule, law, gridSize));
        _prices = new ItemOpposition(rule, _rivals);
        _tried = new(() => [.. Tried()]);
    }

    public double Slack => 1e-6;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double paid = _prices.Fare(bid, win);
        win[0] = _rule.Options.CanWin(bid[0]) ? _law.ValueTied(bid[0]) : 0;
        return paid;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        Span<double> won = stackalloc double[1];
        double paid = Fare(bid, won);
        return worth[0] * won[0] - cost * paid;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        for (int t = 0; t < best.Length; t++)
        {
            (best[t], bids[t]) = (0, 0);
            foreach (var (bid, won, paid) in _tried.Value)
            {
                double u = worth[t] * won - (cost.IsEmpty ? 1 : cost[t]) * paid;
                (best[t], bids[t]) = u > best[t] ? (u, bid) : (best[t], bids[t]);
            }
        }
    }

    /// <summary>The reserve price, and a bid just above every one of the grid.</summary>
    private IEnumerable<(double Bid, double Won, double Paid)> Tried()
    {
        double reserve = _rule.Options.Reserve;
        if (reserve > 0)
        {
            yield return (reserve, _law.ValueTied(reserve), _prices.Fare([reserve], new double[1]));
        }
        for (int k = 0; k < _rivals.Count; k++)
        {
            double bid = _rivals.Bid(k);
            if (bid >= reserve)
            {
                yield return (bid, _law.ValueUpTo(bid), _prices.Payment(bid, _rivals.Above(k), takesPart: true));
            }
        }
    }
}
