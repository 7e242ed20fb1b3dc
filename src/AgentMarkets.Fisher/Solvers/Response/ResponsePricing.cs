namespace AgentMarkets.Fisher.Solvers.Response;

/// <summary>Prices that follow the bids: p_j &lt;- p_j (q_j / p_j)^step with q_j = sum_i b_ij / Y_j.</summary>
/// <param name="supply">Y_j, [m].</param>
/// <param name="budget">Btot.</param>
internal sealed class ResponsePricing(double[] supply, double budget, double step) : IPricing
{
    public const string Bid = "bid";

    private double[] _prices = [.. supply.Select(y => budget / (supply.Length * y))];
    private double _residual = double.PositiveInfinity;

    public double[] Announcement => [];

    public IReadOnlyList<(string Metric, double Value)> Measured => [("residual", _residual)];

    public Question? Next() => new(Bid, _prices);

    public void Take(Total total)
    {
        double meanRevenue = budget / supply.Length;
        _residual = 0;
        var next = new double[supply.Length];
        for (int j = 0; j < next.Length; j++)
        {
            double q = total.Sums[j] / supply[j];
            _residual = Math.Max(_residual, Math.Abs(q - _prices[j]) * supply[j] / meanRevenue);
            next[j] = step == 1 ? q : _prices[j] * Math.Pow(q / _prices[j], step);
        }
        _prices = next;
    }

    /// <summary>At the prices that the bids make, they buy exactly what there is.</summary>
    public Settlement Settle(double[] sums)
    {
        double[] prices = [.. sums.Select((bids, j) => bids / supply[j])];
        return new Settlement(prices, prices);
    }

    public double[] Save() => [_residual, .. _prices];

    public void Load(double[] state) => (_residual, _prices) = (state[0], state[1..]);
}
