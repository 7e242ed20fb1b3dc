namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>Moves the multipliers after every epoch t: lambda_j += beta_t rho (E x_j / y_j - 1) / y_j with beta_t =
/// 1 / sqrt(t) and y = Y / n; they are the prices.</summary>
/// <remarks>docs/fisher.md, 7; Ma et al. (2024), MarketFCNet, 4.2, where y = 1.</remarks>
/// <param name="start">lambda_0, [m], money a unit.</param>
/// <param name="rho">Money a head.</param>
internal sealed class MultiplierPricing(SolvedMarket market, double[] start, double rho, int stepsPerEpoch) : IPricing
{
    private double[] _multipliers = start;
    private long _steps;

    public double[] Announcement => _multipliers;

    private bool EndsEpoch => (_steps + 1) % stepsPerEpoch == 0;

    public Question Next() => new(EndsEpoch ? LearnedBuying.Sweep : LearnedBuying.Step, _multipliers);

    public void Take(Total total)
    {
        if (EndsEpoch)
        {
            var sums = total.Sums.AsSpan(_multipliers.Length);
            double beta = 1 / Math.Sqrt((_steps + 1) / stepsPerEpoch);
            _multipliers = [.. _multipliers];
            for (int j = 0; j < _multipliers.Length; j++)
            {
                double perHead = market.Market.Supply[j] / market.Market.BuyerCount;
                _multipliers[j] += beta * rho * (sums[j] / sums[^1] / perHead - 1) / perHead;
            }
        }
        _steps++;
    }

    /// <summary>A multiplier that is not above 0 is given as it is: the Nash gap is then not defined, which the
    /// measures say.</summary>
    public Settlement Settle(double[] sums) => new(_multipliers, [.. _multipliers.Select(_ => 1.0)]);

    public double[] Save() => [_steps, .. _multipliers];

    public void Load(double[] state) => (_steps, _multipliers) = ((long)state[0], state[1..]);
}

/// <summary>The market's half: c_j = lambda_j + rho (X_j - y_j) / y_j^2, what a buyer should think that a unit costs,
/// with X = sum_h omega_h mean_h(x) the mean allocation of the step before.</summary>
/// <remarks>docs/fisher.md, 8.</remarks>
internal sealed class MultiplierClearing(SolvedMarket market, double rho) : IClearing
{
    private readonly double[] _perHead = [.. market.Market.Supply.Select(y => y / market.Market.BuyerCount)];
    private double[]? _mean;

    public Question Signal(Question asked)
    {
        double[] mean = _mean ?? _perHead;
        return new Question(asked.Want,
            [.. asked.Numbers.Select((lambda, j) => lambda + rho * (mean[j] / _perHead[j] - 1) / _perHead[j])]);
    }

    public void Take(Total total) => _mean = total.Sums[.._perHead.Length];

    public double[] Save() => _mean ?? _perHead;

    public void Load(double[] state) => _mean = state;
}
