namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>Which bids move the prices that buyers answer.</summary>
public enum BidPrices
{
    /// <summary>Now and then, the bids of a large fixed sample.</summary>
    Sweep,

    /// <summary>In every step, those of its batch, of which prices keep a moving average.</summary>
    Average,
}

/// <summary>Prices are mean bids. q_j = (mean bid on j) n / Y_j; after a sweep p_j &lt;- p_j (q_j / p_j)^(1 / (1 +
/// max(k, 0))), after a batch p_j &lt;- .9 p_j + .1 q_j; then sum_j p_j Y_j = Btot again.</summary>
/// <remarks>docs/fisher.md, 7. Linear demand is damped as k = 4, demand without a closed form as k = 0.</remarks>
internal sealed class BidPricing : IPricing
{
    private const double LinearK = 4;
    private const double Kept = 0.9;

    private readonly SolvedMarket _market;
    private readonly double _budget;
    private readonly int _sweepEvery;
    private readonly double _damping;
    private double[] _prices;
    private long _steps;

    /// <param name="sweepEvery">Steps from one sweep to the next; 0 where prices follow the batches.</param>
    public BidPricing(SolvedMarket market, double budget, int sweepEvery)
    {
        (_market, _budget, _sweepEvery) = (market, budget, sweepEvery);
        double k = market.Utility.ClosedForm is not { IsCobbDouglas: false } form ? 0
            : form.IsLinear ? LinearK
            : form.K;
        _damping = 1 / (1 + Math.Max(k, 0));
        double[] supply = market.Market.Supply;
        _prices = [.. supply.Select(y => budget / (supply.Length * y))];
    }

    public double[] Announcement => _prices;

    private bool EndsInSweep => _sweepEvery > 0 && (_steps + 1) % _sweepEvery == 0;

    public Question Next() => new(EndsInSweep ? LearnedBuying.Sweep : LearnedBuying.Step, _prices);

    public void Take(Total total)
    {
        int goods = _prices.Length;
        double heads = _market.Market.BuyerCount;
        double[] supply = _market.Market.Supply;
        if (EndsInSweep)
        {
            double count = total.Sums[2 * goods];
            MoveTo((p, j) => p * Math.Pow(total.Sums[goods + j] / count * heads / supply[j] / p, _damping));
        }
        else if (_sweepEvery == 0)
        {
            MoveTo((p, j) => Kept * p + (1 - Kept) * total.Sums[j] * heads / supply[j]);
        }
        _steps++;
    }

    /// <summary>p_j = sum_i bid_ij / Y_j: every unit is sold, and supply costs what buyers have, whatever they
    /// learned.</summary>
    public Settlement Settle(double[] sums)
    {
        double[] prices = [.. sums.Select((sum, j) => sum / _market.Market.Supply[j])];
        return new Settlement(prices, prices);
    }

    public double[] Save() => [_steps, .. _prices];

    public void Load(double[] state) => (_steps, _prices) = ((long)state[0], state[1..]);

    private void MoveTo(Func<double, int, double> price)
    {
        double[] moved = [.. _prices.Select(price)];
        double revenue = moved.Select((p, j) => p * _market.Market.Supply[j]).Sum();
        _prices = [.. moved.Select(p => p * _budget / revenue)];
    }
}
