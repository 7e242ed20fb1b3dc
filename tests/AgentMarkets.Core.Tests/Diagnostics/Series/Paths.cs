using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Core.Tests.Diagnostics.Series;

/// <summary>Paths with known properties.</summary>
internal static class Paths
{
    /// <summary>The path whose value at (t, r, k) is given.</summary>
    public static Trajectory Of(int rounds, int replicas, int observables, Func<int, int, int, double> value)
    {
        var path = new Trajectory(rounds, replicas, observables);
        for (int t = 0; t < rounds; t++)
        {
            for (int i = 0; i < replicas * observables; i++)
            {
                path.Round(t)[i] = value(t, i / observables, i % observables);
            }
        }
        return path;
    }

    /// <summary>Independent standard normal numbers.</summary>
    public static Trajectory White(int rounds, int replicas, int observables, ulong seed)
    {
        var path = new Trajectory(rounds, replicas, observables);
        NormalDraws.Fill(StreamKey.Of(seed, new ActorId("test", 1), "path"), 0, path.Values);
        return path;
    }

    /// <summary>x = M x + e, e white, [rounds, replicas, K]; the first rounds, 300 of them, are dropped.</summary>
    public static Trajectory Linear(int rounds, int replicas, double[,] map, ulong seed)
    {
        int k = map.GetLength(0);
        Trajectory path = White(rounds + 300, replicas, k, seed);
        for (int t = 1; t < path.Rounds; t++)
        {
            for (int i = 0; i < replicas * k; i++)
            {
                int row = i / k * k;
                for (int j = 0; j < k; j++)
                {
                    path.Round(t)[i] += map[i - row, j] * path.Round(t - 1)[row + j];
                }
            }
        }
        return path.Part(300, rounds);
    }

    /// <summary>A rotation by <paramref name="angle"/>, shrunk.</summary>
    public static double[,] Spiral(double radius, double angle) => new[,]
    {
        { radius * Math.Cos(angle), -radius * Math.Sin(angle) },
        { radius * Math.Sin(angle), radius * Math.Cos(angle) },
    };
}
