using AgentMarkets.Fisher.Solvers.Newton;

namespace AgentMarkets.Fisher.Solvers.PriceUpdates;

/// <summary>How far a price goes towards what excess demand says.</summary>
public enum AdjustmentRule
{
    /// <summary>In logarithms, the more carefully the better goods replace each other.</summary>
    Damped,

    /// <summary>A good's revenue moves in proportion to its excess demand.</summary>
    Additive,

    /// <summary>Damped, in ever smaller steps; the answer is the mean of the log prices on the way.</summary>
    Averaged,
}

/// <summary>
/// Log prices that follow demand, with P_j = Y_j e^{s_j} and D_j what buyers spend on good j:
/// damped     s_j += step (log D_j - log P_j) / (1 + max(k, 0)),
/// averaged   the same times t^{-0.6}, and the answer is the mean of s after t = 16,
/// additive   r_j += step (D_j / P_j - 1), r_j = P_j m / Btot.
/// </summary>
/// <remarks>docs/fisher.md, 4 and 9. Additive: Walras (1874), in units in which every supply is 1 and the mean revenue
/// is 1, so that the step has none. Means of the way: Polyak and Juditsky (1992). Far from equilibrium no price moves
/// by more than a factor e^2 at once.</remarks>
internal sealed class PriceAdjustment(double[] supply, double budget, double k, AdjustmentRule rule, double step)
{
    private const double LongestMove = 2;
    private const double Exponent = 0.6;
    private const int AveragedAfter = 16;

    private readonly double _meanRevenue = budget / supply.Length;
    private double[] _mean = new double[supply.Length];

    /// <summary>Where demand is wanted, [m].</summary>
    public double[] S { get; private set; } = [.. supply.Select(_ => Math.Log(budget / supply.Sum()))];

    /// <summary>The log prices that have been found, [m].</summary>
    public double[] Answer => rule == AdjustmentRule.Averaged && Time > AveragedAfter ? _mean : S;

    /// <summary>Updates made.</summary>
    public int Time { get; private set; }

    /// <summary>max_j |P_j - D_j| m / Btot at the prices asked last.</summary>
    public double Residual { get; private set; } = double.PositiveInfinity;

    /// <param name="demand">D_j of the buyers asked, at least [m].</param>
    /// <param name="share">Which share of all buyers they are: so much of the supply is theirs.</param>
    public void Take(ReadOnlySpan<double> demand, double share)
    {
        Time++;
        Residual = 0;
        var next = new double[S.Length];
        for (int j = 0; j < next.Length; j++)
        {
            double revenue = supply[j] * Math.Exp(S[j]), spending = demand[j] / share;
            Residual = Math.Max(Residual, Math.Abs(revenue - spending) / _meanRevenue);
            double move = rule == AdjustmentRule.Additive
                ? Additive(spending, revenue)
                : (Math.Log(spending / supply[j]) - S[j]) / (1 + Math.Max(k, 0)) * Pace;
            // A good that nobody buys has log D = -infinity.
            next[j] = S[j] + Math.Clamp(move, -LongestMove, LongestMove);
        }
        S = next;
        int counted = Time - AveragedAfter;
        for (int j = 0; j < next.Length && counted > 0; j++)
        {
            _mean[j] += (next[j] - _mean[j]) / counted;
        }
    }

    public void Save(NumberWriter to)
    {
        to.Write(S);
        to.Write(_mean);
        to.Write([Time, Residual]);
    }

    public void Load(NumberReader from)
    {
        (S, _mean) = (from.Read(supply.Length), from.Read(supply.Length));
        (Time, Residual) = ((int)from.Read(), from.Read());
    }

    private double Pace => rule == AdjustmentRule.Averaged ? step * Math.Pow(Time, -Exponent) : step;

    // log of the factor by which the revenue changes; the largest fall where it would be negative.
    private double Additive(double spending, double revenue)
    {
        double factor = 1 + step * _meanRevenue / revenue * (spending / revenue - 1);
        return factor > 0 ? Math.Log(factor) : -LongestMove;
    }
}
