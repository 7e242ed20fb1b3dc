using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>One metric on both sides: a dot a pair, or a dot a replica where nothing is paired.</summary>
public static class ComparisonFigures
{
    public static Figure Of(RunComparison comparison, string metric) => comparison.Pairing.Pairs.Count > 0
        ? Pairs(comparison.Pairing.Pairs, metric)
        : Replicas(comparison, metric);

    private static Figure Pairs(IReadOnlyList<Pair> pairs, string metric)
    {
        (double A, double B)[] dots = [.. pairs.Select(pair => pair.Of(metric))
            .Where(pair => double.IsFinite(pair.A) && double.IsFinite(pair.B))];
        double[] all = [.. dots.SelectMany(dot => new[] { dot.A, dot.B })];
        bool isByRatio = DesignAxis.AreSeenByRatio(all);
        double[] ends = all.Length == 0 ? [] : [all.Min(), all.Max()];
        return new Figure($"pairs-{metric}", metric,
            $"A dot is a pair: {metric} of A to the right, of B upwards. Below the dashed line B is lower.",
            new Axis($"{metric} of A", isByRatio), new Axis($"{metric} of B", isByRatio),
            [
                new Series("pairs", SeriesKind.Points, [.. dots.Select(dot => dot.A)], [.. dots.Select(dot => dot.B)]),
                new Series("equal", SeriesKind.Reference, ends, ends),
            ]);
    }

    private static Figure Replicas(RunComparison comparison, string metric)
    {
        Series Side(string name, int place, IReadOnlyList<ComparedReplica> side)
        {
            double[] values = [.. side.Select(replica => replica[metric]).Where(double.IsFinite)];
            return new Series(name, SeriesKind.Points, [.. values.Select(_ => (double)place)], values);
        }
        Series[] sides = [Side("A", 0, comparison.A), Side("B", 1, comparison.B)];
        return new Figure($"replicas-{metric}", metric, $"A dot is a replica: its {metric}.",
            new Axis("side", Categories: ["A", "B"]),
            new Axis(metric, DesignAxis.AreSeenByRatio(sides.SelectMany(side => side.Y))), sides);
    }
}
