using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;

namespace AgentMarkets.TestKit.GroundTruth;

/// <summary>The numbers of runs with expected gradients, cases b, c3, d and g of docs/oscillation.md, 4, and trap T1.
/// Nothing is drawn.</summary>
public static class GoldenSteps
{
    private static readonly double[] Fixed = FixedPoint.Find(new LinearFirstPrice(), [0, 0]).Point;
    private static readonly double W = LinearFirstPrice.Share(Fixed[0]);

    /// <summary>b: Adam comes to rest; T1: and bursts.</summary>
    public static IEnumerable<GoldenNumber> RestAndBurst()
    {
        double[] off = Off([0.9, 0.9], 16000);
        int First(Func<int, bool> holds) => Enumerable.Range(0, off.Length).First(holds) + 1;
        int crossing = First(t => off[t] < 1e-12);
        int last = Enumerable.Range(0, 4000).Last(t => off[t] >= 1e-12) + 2;
        yield return GoldenNumber.Exact("b", "|w - w*| first below 1e-12, round", 497, 1, crossing);
        yield return GoldenNumber.Exact("b", "largest |w - w*| from there to round 4000", 0, 2e-11,
            off[crossing..4000].Max());
        yield return GoldenNumber.Exact("b", "below 1e-12 to stay, round", 570, 5, last);
        yield return GoldenNumber.Exact("T1", "above 1e-5 again, round (4,000 to 16,000)", 10000, 6000,
            First(t => t > last && off[t] > 1e-5));
        double[] other = Off([0.9, 1.2], 16000);
        yield return GoldenNumber.Exact("T1", "the same from (0.9, 1.2)", 10000, 6000,
            Enumerable.Range(0, other.Length).First(t => t > 2000 && other[t] > 1e-5) + 1);
    }

    /// <summary>c3: steps beyond stability.</summary>
    public static IEnumerable<GoldenNumber> Flips()
    {
        var path = Learner.Gradient(10.6).Play(new LinearFirstPrice(), [0.1, -0.2], 4000, null, [1]).Path;
        double[] shares = [.. path.Round(3999).ToArray().Select(LinearFirstPrice.Share).Order()];
        yield return GoldenNumber.Exact("c3", "lower w of the 2-cycle", 0.33780587, 5e-9, shares[0]);
        yield return GoldenNumber.Exact("c3", "higher w of the 2-cycle", 0.46821302, 5e-9, shares[1]);
    }

    /// <summary>d1, d2 and d4: radius and angle a round.</summary>
    public static IEnumerable<GoldenNumber> Turns()
    {
        foreach (var (name, learner, size, period) in new[]
        {
            ("d1", Learner.Gradient(0.05), 1.00124922, 125.76836), ("d2", Learner.Extra(0.3), 0.95817535, 19.73051),
            ("d4", Learner.Optimistic(0.3), 0.94868330, 19.52813),
        })
        {
            var path = learner.Play(new Bilinear(), [1, 0], 2000, null, [1]).Path;
            double Radius(int t) => Math.Sqrt(path[t, 0, 0] * path[t, 0, 0] + path[t, 0, 1] * path[t, 0, 1]);
            double turned = Enumerable.Range(150, 50).Sum(t => Math.Abs(Math.IEEERemainder(
                Math.Atan2(path[t + 1, 0, 1], path[t + 1, 0, 0]) - Math.Atan2(path[t, 0, 1], path[t, 0, 0]),
                2 * Math.PI))) / 50;
            yield return GoldenNumber.Exact(name, "|z|", size, 5e-9, Math.Pow(Radius(200) / Radius(150), 1.0 / 50));
            yield return GoldenNumber.Exact(name, "period", period, 5e-6, 2 * Math.PI / turned);
            if (name == "d1")
            {
                yield return GoldenNumber.Exact(name, "radius after 2,000 rounds", 12.14, 5e-3, Radius(1999));
            }
        }
    }

    /// <summary>g: how fast small steps approach, by the two modes.</summary>
    public static IEnumerable<GoldenNumber> Drift()
    {
        double[] rates = [.. LocalDynamics.Of(new LinearFirstPrice(), Learner.Gradient(0.005).Frozen(2, []), Fixed)
            .Branches.Select(branch => 1 - branch.Map.Real).Order()];
        yield return GoldenNumber.Exact("g", "rate of the sum", 4.0e-4, 5e-6, rates[0]);
        yield return GoldenNumber.Exact("g", "rate of the difference", 9.9e-4, 5e-6, rates[1]);
    }

    // The larger |w - w*| of the two bidders, round by round.
    private static double[] Off(double[] start, int rounds)
    {
        var path = Learner.Adam(0.01).Play(new LinearFirstPrice(), start, rounds, null, [1]).Path;
        return [.. Enumerable.Range(0, rounds).Select(t => Math.Max(
            Math.Abs(LinearFirstPrice.Share(path[t, 0, 0]) - W), Math.Abs(LinearFirstPrice.Share(path[t, 0, 1]) - W)))];
    }
}
