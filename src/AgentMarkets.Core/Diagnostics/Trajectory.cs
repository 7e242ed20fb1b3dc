namespace AgentMarkets.Core.Diagnostics;

/// <summary>What was looked at, round by round.</summary>
/// <param name="Values">[T, R, K], rounds slowest.</param>
public sealed record Trajectory(int Rounds, int Replicas, int Observables, double[] Values)
{
    public Trajectory(int rounds, int replicas, int observables)
        : this(rounds, replicas, observables, new double[(long)rounds * replicas * observables])
    {
    }

    public double this[int round, int replica, int observable] =>
        Values[((long)round * Replicas + replica) * Observables + observable];

    /// <summary>One round, [R, K].</summary>
    public Span<double> Round(int round) => Values.AsSpan(round * Replicas * Observables, Replicas * Observables);

    /// <summary>Rounds from <paramref name="first"/> (from 0) on, <paramref name="count"/> of them; a copy.</summary>
    public Trajectory Part(int first, int count) => new(count, Replicas, Observables,
        Values[(first * Replicas * Observables)..((first + count) * Replicas * Observables)]);
}
