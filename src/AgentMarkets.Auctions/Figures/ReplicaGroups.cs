using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Figures;

/// <summary>Replicas that differ in nothing but their seed, in the order of the file: one line and one band
/// each.</summary>
internal sealed class ReplicaGroups(IReadOnlyList<Replica> replicas)
{
    public const string Caption = "Mean over seeds, band with 80 % of them.";

    public IReadOnlyList<ReplicaGroup> List { get; } = ReplicaGroup.Of(replicas);

    /// <summary>The name of a series: of whom, and of which replicas where there are several groups.</summary>
    public string Label(string group, string who) => List.Count == 1 ? who : $"{who}, {group}";

    /// <summary>The line and band of samples, one list a place.</summary>
    /// <returns>Nothing where no sample is finite.</returns>
    public static Series? Band(string name, double[] x, IEnumerable<IEnumerable<double>> samples)
    {
        double[][] finite = [.. samples.Select(sample => sample.Where(double.IsFinite).ToArray())];
        return finite.All(sample => sample.Length == 0) ? null : new Series(name, SeriesKind.Line, x,
            [.. finite.Select(s => Statistics.Mean(s))],
            [.. finite.Select(s => Statistics.Quantile(s, 0.1))], [.. finite.Select(s => Statistics.Quantile(s, 0.9))]);
    }
}
