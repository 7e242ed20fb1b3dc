namespace AgentMarkets.Core.Diagnostics;

/// <summary>What an agent would have gained by another action.</summary>
/// <remarks>
/// In constant-sum games the Nash gap of the average strategies is the sum of the agents' regrets per round, to
/// rounding (docs/oscillation.md, 2, D8).
/// </remarks>
public static class Regret
{
    /// <summary>External regret per round: (max over a of sum_t u_t(a) - sum_t x_t . u_t) / T.</summary>
    /// <param name="payoffs">u, [T, n]: what each action would have paid against the others of that round.</param>
    /// <param name="strategies">x, [T, n], probabilities.</param>
    /// <param name="actions">n.</param>
    public static double PerRound(ReadOnlySpan<double> payoffs, ReadOnlySpan<double> strategies, int actions)
    {
        int rounds = payoffs.Length / actions;
        var totals = new double[actions];
        double own = 0;
        for (int t = 0; t < rounds; t++)
        {
            for (int a = 0; a < actions; a++)
            {
                double payoff = payoffs[t * actions + a];
                totals[a] += payoff;
                own += strategies[t * actions + a] * payoff;
            }
        }
        return (totals.Max() - own) / rounds;
    }

    /// <summary>What the best action gains over a strategy: max u - x . u. Summed over the agents it is the Nash
    /// gap.</summary>
    /// <param name="payoffs">u, [n].</param>
    /// <param name="strategy">x, [n].</param>
    public static double Gain(ReadOnlySpan<double> payoffs, ReadOnlySpan<double> strategy) =>
        PerRound(payoffs, strategy, payoffs.Length);

    /// <summary>The mean strategy of the first rounds, [n].</summary>
    /// <param name="strategies">[T, n].</param>
    public static double[] Average(ReadOnlySpan<double> strategies, int actions, int rounds)
    {
        var mean = new double[actions];
        for (int i = 0; i < rounds * actions; i++)
        {
            mean[i % actions] += strategies[i] / rounds;
        }
        return mean;
    }
}
