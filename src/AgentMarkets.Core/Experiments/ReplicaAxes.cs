using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>Crosses the axes of replicas: the seed varies fastest, of the others the first one slowest.</summary>
internal static class ReplicaAxes
{
    /// <returns>Nothing where there would be too many replicas.</returns>
    public static IReadOnlyList<Replica>? Cross(IReadOnlyList<ReplicaAxis> axes, Seeds seeds, Problems problems)
    {
        double count = axes.Aggregate((double)seeds.Values.Count, (product, axis) => product * axis.Values.Count);
        if (count > Numbers.CountMax)
        {
            string factors = string.Join(" x ", axes.Select(axis => $"{axis.Values.Count} of {axis.Key}")
                .Append($"{seeds.Values.Count} of seed"));
            problems.Add(new Place(problems.Subject), null,
                $"{count:N0} replicas ({factors}) are more than {Numbers.CountMax:N0}",
                "Give fewer values, or split the experiment.");
            return null;
        }
        var replicas = new Replica[(int)count];
        for (int r = 0; r < replicas.Length; r++)
        {
            int combination = r / seeds.Values.Count;
            replicas[r] = new Replica(seeds.Values[r % seeds.Values.Count], Settings(axes, combination));
        }
        for (int a = 0; a < axes.Count; a++)
        {
            axes[a].Setting.Cross(replicas.Select(replica => replica.Settings[a].Value).ToArray());
        }
        return replicas;
    }

    private static KeyValuePair<string, double>[] Settings(IReadOnlyList<ReplicaAxis> axes, int combination)
    {
        var settings = new KeyValuePair<string, double>[axes.Count];
        for (int a = axes.Count - 1; a >= 0; a--)
        {
            int length = axes[a].Values.Count;
            settings[a] = KeyValuePair.Create(axes[a].Key, axes[a].Values[combination % length]);
            combination /= length;
        }
        return settings;
    }
}
