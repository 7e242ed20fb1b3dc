using AgentMarkets.Core.Actors;

namespace AgentMarkets.TestKit;

/// <summary>How a run ended, and what was seen of it.</summary>
/// <param name="State">The state of all actors at rest.</param>
/// <param name="Observations">What the actors reported, in the host's order.</param>
/// <param name="Incidents">What a script or a swarm did to the run, in order.</param>
public sealed record Outcome(SystemState State, IReadOnlyList<Observation> Observations,
    IReadOnlyList<string> Incidents)
{
    /// <summary>The hash of the state.</summary>
    public string Hash { get; } = State.Hash();

    /// <summary>What was measured, in order.</summary>
    public IEnumerable<Measurement> Measurements => Observations.OfType<Measurement>();

    /// <summary>Asserts that this run ended in the very state, and with the very measurements, of another.</summary>
    /// <exception cref="TestKitException">They differ; the message names the first difference.</exception>
    public void ShouldMatch(Outcome reference)
    {
        if (DifferenceFrom(reference) is { } difference)
        {
            string script = Incidents.Count == 0 ? "" : $" What happened: {string.Join("; ", Incidents)}.";
            throw new TestKitException($"The run ended differently: {difference}.{script}");
        }
    }

    /// <summary>The first difference in words, or nothing.</summary>
    public string? DifferenceFrom(Outcome reference) =>
        StateDifference.Between(reference.State, State) ?? MeasuredDifference(reference);

    private string? MeasuredDifference(Outcome reference)
    {
        // A measurement that is reported twice is one measurement: transports may repeat what they carry.
        var mine = ByMeasurement();
        var theirs = reference.ByMeasurement();
        foreach (var (key, values) in theirs)
        {
            if (!mine.TryGetValue(key, out var found))
            {
                return $"{key} was not measured";
            }
            if (!values.Cast<double>().SequenceEqual(found.Cast<double>()))
            {
                return $"{key} was measured as {string.Join(", ", found.Cast<double>())} "
                    + $"instead of {string.Join(", ", values.Cast<double>())}";
            }
        }
        return mine.Keys.Except(theirs.Keys).Select(key => $"{key} was measured, and not in the reference")
            .FirstOrDefault();
    }

    private SortedDictionary<string, double[,]> ByMeasurement()
    {
        var all = new SortedDictionary<string, double[,]>(StringComparer.Ordinal);
        foreach (var measured in Measurements)
        {
            all[$"{measured.Metric} after round {measured.Round}"] = measured.Values;
        }
        return all;
    }
}
