using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>Sums over rounds of what tables said and of what every bid would have earned: averages and regret come of
/// them.</summary>
/// <remarks>
/// Tables are counted as each round left them, x_1 to x_T after T rounds; where the strategy counts its start, that
/// comes before: x_0 to x_T. What the last of them earns is known only at a check.
/// </remarks>
internal sealed class PlayedTables(ITableBids tables, int rows, bool countsStart)
{
    // [rows, n m], and of the earned [rows].
    private readonly double[] _strategies = new double[rows * tables.Strategy(0).Length];
    private readonly double[] _payoffs = new double[rows * tables.Strategy(0).Length];
    private readonly double[] _earned = new double[rows];
    private long _count;

    private int Size => tables.Strategy(0).Length;

    /// <summary>Adds a row's table, before it learns from the payoffs.</summary>
    /// <param name="mass">mu, [n].</param>
    /// <param name="payoffs">c, [n, m].</param>
    public void Add(long round, int row, double[] mass, ReadOnlySpan<double> payoffs)
    {
        _count = countsStart ? round : round - 1;
        if (_count == 0)
        {
            return;
        }
        var strategy = tables.Strategy(row);
        for (int k = 0; k < strategy.Length; k++)
        {
            _strategies[row * Size + k] += strategy[k];
            _payoffs[row * Size + k] += payoffs[k];
        }
        _earned[row] += Earned(mass, strategy, payoffs);
    }

    /// <summary>x bar, [n, m], with the table as it is now.</summary>
    public double[] Average(int row)
    {
        var now = tables.Strategy(row);
        var average = new double[now.Length];
        for (int k = 0; k < average.Length; k++)
        {
            average[k] = (_strategies[row * Size + k] + now[k]) / (_count + 1);
        }
        return average;
    }

    /// <summary>How often each bid was made on average.</summary>
    /// <param name="mass">mu, [n].</param>
    public Published Publish(int row, double[] mass)
    {
        double[] average = Average(row), weights = new double[tables.Bids.Length];
        for (int k = 0; k < average.Length; k++)
        {
            weights[k % weights.Length] += mass[k / weights.Length] * average[k];
        }
        return new Published(Mixture: (tables.Bids, weights));
    }

    /// <summary>External regret per round: sum_o mu_o max_a (1/T) sum_t c_t(o, a) - (1/T) sum_t u_t.</summary>
    /// <param name="mass">mu, [n].</param>
    /// <param name="payoffs">c, [n, m], of the table as it is now.</param>
    public double Regret(int row, double[] mass, double[] payoffs)
    {
        var all = new double[Size];
        for (int k = 0; k < all.Length; k++)
        {
            all[k] = _payoffs[row * Size + k] + payoffs[k];
        }
        double earned = _earned[row] + Earned(mass, tables.Strategy(row), payoffs);
        return (Best(mass, all) - earned) / (_count + 1);
    }

    /// <summary>What another table of the same bids would earn more: sum_o mu_o (max_a c(o, a) - s_o c_o).</summary>
    /// <param name="strategy">s, [n, m].</param>
    /// <inheritdoc cref="Regret"/>
    public static double Loss(double[] mass, ReadOnlySpan<double> strategy, double[] payoffs) =>
        Best(mass, payoffs) - Earned(mass, strategy, payoffs);

    public void Save(StateWriter state)
    {
        state.Shared("played-tables.count", _count);
        state.Rows<double>("played-tables.strategies", _strategies, rows);
        state.Rows<double>("played-tables.payoffs", _payoffs, rows);
        state.Rows<double>("played-tables.earned", _earned, rows);
    }

    public void Load(StateReader state)
    {
        _count = state.Shared("played-tables.count");
        state.Rows("played-tables.strategies", _strategies.AsSpan());
        state.Rows("played-tables.payoffs", _payoffs.AsSpan());
        state.Rows("played-tables.earned", _earned.AsSpan());
    }

    private static double Best(double[] mass, double[] payoffs)
    {
        int m = payoffs.Length / mass.Length;
        double sum = 0;
        for (int o = 0; o < mass.Length; o++)
        {
            double best = double.NegativeInfinity;
            for (int a = 0; a < m; a++)
            {
                best = Math.Max(best, payoffs[o * m + a]);
            }
            sum += mass[o] * best;
        }
        return sum;
    }

    private static double Earned(double[] mass, ReadOnlySpan<double> strategy, ReadOnlySpan<double> payoffs)
    {
        int m = payoffs.Length / mass.Length;
        double sum = 0;
        for (int k = 0; k < payoffs.Length; k++)
        {
            sum += mass[k / m] * strategy[k] * payoffs[k];
        }
        return sum;
    }
}
