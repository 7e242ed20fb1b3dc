using System.Diagnostics;

namespace AgentMarkets.Bench.Akka;

/// <summary>How often something can be done in a second.</summary>
internal static class Steps
{
    public static double Rate(double seconds, Action step)
    {
        long began = Stopwatch.GetTimestamp(), steps = 0;
        double passed = 0;
        for (; passed < seconds; passed = Stopwatch.GetElapsedTime(began).TotalSeconds)
        {
            step();
            steps++;
        }
        return steps / passed;
    }
}
