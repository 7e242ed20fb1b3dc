namespace AgentMarkets.Core.Catalog;

/// <summary>The seeds of an experiment, one or many: the axis of replicas that varies fastest.</summary>
public sealed class Seeds(params ulong[] values)
{
    public IReadOnlyList<ulong> Values { get; } = values;

    public static implicit operator Seeds(ulong value) => new(value);
}
