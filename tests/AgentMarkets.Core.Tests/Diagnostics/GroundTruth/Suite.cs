using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.GroundTruth;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>The cases with a known answer, each diagnosed for twenty seeds, once for all tests; and what they are held
/// against.</summary>
internal static class Suite
{
    public const int Seeds = 20;

    /// <summary>What 100 analyses of each case gave: mean and standard deviation over analyses (docs/oscillation.md,
    /// 5).</summary>
    public static readonly Golden[] Golden =
    [
        new("a", "spread", 0.0460, 0.0015), new("a", "ratio", 0.988, 0.033), new("a", "slope", -0.501, 0.026),
        new("a2", "spread", 0.0478, 0.0012), new("a2", "ratio", 0.998, 0.027), new("a2", "slope", -0.500, 0.021),
        new("c1", "spread", 0.218, 0.011), new("c1", "ratio", 1.005, 0.050), new("c1", "slope", -0.51, 0.04),
        new("c2", "spread", 0.132, 0.002), new("c2", "ratio", 1.000, 0.020), new("c2", "slope", -0.504, 0.015),
        new("c3", "spread", 0.38592, 0.000005), new("d1", "spread", 7.43, 0.24), new("d1", "slope", 0.000, 0.002),
        new("d3", "spread", 0.139, 0.008), new("d3", "ratio", 0.978, 0.053), new("d3", "slope", -0.48, 0.04),
        new("e1", "spread", 0.00995, 0.00025), new("e1", "ratio", 0.997, 0.028), new("e1", "slope", -0.500, 0.020),
        new("e2", "spread", 1.1378, 0.0013), new("e2", "slope", 0.000, 0.001), new("g", "slope", 0.00, 0.005),
        new("h", "spread", 0.0393, 0.0010), new("h", "ratio", 0.998, 0.028), new("h", "slope", -0.496, 0.022),
        new("c1", "period", 45.5, 2.7), new("c2", "period", 24.0, 1.4), new("d1", "period", 125.768, 0.02),
        new("d3", "period", 62.47, 0.40), new("e1", "period", 74.0, 10), new("e2", "period", 166.5467, 0.22),
        new("d1", "rotation", -0.050015, 0.000005), new("d3", "rotation", -0.10001, 0.00067),
        new("e1", "rotation", -0.0872, 0.0013), new("h", "rotation", 0.0030, 0.0021),
        new("a", "rotation", 0, 0.0019), new("a", "average", 0.00756, 0.0014),
        new("a", "smoothing", -0.0781736, 0.000001), new("a", "dynamics", -0.0009, 0.0021),
    ];

    private static readonly Lazy<Diagnosis[]>[] Played = [.. Truths.All.Select(one => new Lazy<Diagnosis[]>(() =>
        [.. Enumerable.Range(1, Seeds).Select(seed => one.Diagnose((ulong)seed, new() { Simulations = 20 }))]))];

    /// <summary>All seeds of a case.</summary>
    public static Diagnosis[] Of(string name) => Played[Array.FindIndex(Truths.All, one => one.Name == name)].Value;

    /// <summary>What is wrong with the diagnostics, a line each, if their evidence were <paramref name="seen"/>: more
    /// than one verdict of a case that is not right (f2: two), or a mean that is off by four standard errors.</summary>
    public static IReadOnlyList<string> Faults(Func<Evidence, Evidence>? seen = null) =>
        [.. Truths.All.SelectMany(one => Faults(one.Name, seen))];

    /// <summary>The faults of one case.</summary>
    public static IEnumerable<string> Faults(string name, Func<Evidence, Evidence>? seen = null)
    {
        var truth = Truths.Named(name);
        Evidence[] all = [.. Of(name).Select(diagnosis => (seen ?? (same => same))(diagnosis.Evidence))];
        Verdict[] verdicts = [.. all.Select(evidence => VerdictRule.Decide(evidence, new()))];
        Verdict[] off = [.. verdicts.Where(verdict => !truth.Accepts(verdict))];
        if (off.Length > (name == "f2" ? 2 : 1))
        {
            yield return $"{name}: {off.Length} verdicts not right, such as {off[0].Name} {off[0].Kind} "
                + $"{off[0].Missing} of line {off[0].Line}";
        }
        foreach (var golden in Golden.Where(golden => golden.Case == name))
        {
            double[] values = [.. all.Select(golden.In)];
            double error = golden.Deviation * Math.Sqrt(1.0 / Seeds + 1.0 / 100);
            if (!(Math.Abs(values.Average() - golden.Mean) <= 4 * error + golden.Rounding))
            {
                yield return $"{name}: {golden.What} is {values.Average()}, not {golden.Mean} +- {error}";
            }
        }
    }
}
