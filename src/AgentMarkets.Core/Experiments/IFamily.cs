using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Diagnostics;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Experiments;

/// <summary>The door by which a family of markets plugs in: auctions, Fisher markets, a user's own assembly.</summary>
/// <remarks>
/// A family owes three things: the record that its part of an experiment file is read into, a game made of that record,
/// and what there is to see. Everything else (files, seeds, hosts, checkpoints, reports) it gets.
/// </remarks>
public interface IFamily
{
    /// <summary>The key that marks a file as this family's: <c>auction</c>, <c>fisher</c>.</summary>
    string Section { get; }

    /// <summary>The record that the top level of the file is read into, beside the settings that all families share
    /// (<see cref="CommonSettings"/>). Its property named like <see cref="Section"/> is the family's own
    /// block.</summary>
    Type Settings { get; }

    /// <summary>Every kind of message that its actors send, for hosts that carry them between processes; the numbers
    /// of their kinds and fields on the wire follow from this order. None: such games stay in one process.</summary>
    IReadOnlyList<Type> Messages => [];

    /// <summary>Checks what no single setting can show and builds the game.</summary>
    /// <returns>Nothing where problems were added.</returns>
    IGame? Build(object settings, Setup setup, Problems problems);
}

/// <summary>What a run adds to the family's own settings.</summary>
/// <param name="Seeds">The seed of each replica, [R].</param>
/// <param name="Samples">Games a replica of the final evaluation; <paramref name="SamplesOnTheWay"/> of those
/// before.</param>
/// <param name="Measures">The measures asked for, by name, those of the <c>expect</c> block included.</param>
public sealed record Setup(ulong[] Seeds, long Rounds, Device Device, int Samples, int SamplesOnTheWay,
    IReadOnlyList<string> Measures, IReadOnlyList<string> Record)
{
    public int Replicas => Seeds.Length;
}

/// <summary>One experiment, ready to run: its actors and what they will measure.</summary>
public interface IGame
{
    /// <summary>The actor that takes <see cref="RunTo"/> and <see cref="Measure"/>.</summary>
    ActorId Coordinator { get; }

    /// <summary>All its actors.</summary>
    IReadOnlyList<Part> Actors { get; }

    /// <summary>Whether it plays until it is <see cref="Finished"/> rather than the rounds of the file, which it does
    /// not use.</summary>
    bool EndsByItself => false;

    /// <summary>The metric that takes the seconds spent in rounds; nothing where the family has none.</summary>
    string? SecondsMetric => null;

    /// <summary>Every metric that games of this family know, whether asked for or not.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Names that stand for several metrics where measures are asked for.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> MetricGroups => new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What a user should know before it starts though it is no mistake, a sentence each.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>The metrics of the progress line, most telling first.</summary>
    IReadOnlyList<string> ProgressMetrics { get; }

    /// <summary>The metrics of a table over many experiments: measured there whether asked for or not.</summary>
    IReadOnlyList<string> TableMetrics => [];

    /// <summary>Measures that were asked for and make no sense here, each with the reason.</summary>
    IReadOnlyList<(string Metric, string Why)> Skipped { get; }

    /// <summary>What there is to look at, from what was observed.</summary>
    IReadOnlyList<Figure> Figures(Results results);

    /// <summary>The learning that a run was, as the diagnostics of oscillation see it.</summary>
    /// <param name="end">The last state of all its behaviours.</param>
    /// <returns>Nothing where there is no such thing, with the reason as the rest of a sentence: "no bidder follows a
    /// gradient".</returns>
    (LearningDynamics? Dynamics, string? WhyNot) Dynamics(SystemState end) => (null, "this family has none");

    /// <summary>The rows of the final table against what is known: a name, the learned, the known.</summary>
    IReadOnlyList<Comparison> Compare(Results results);
}

/// <summary>One line of the final table: a quantity, what came out, what theory says.</summary>
/// <param name="StandardError">Over replicas; not-a-number with one replica.</param>
/// <param name="Known">The known value, or not-a-number.</param>
/// <param name="Source">What the known value is: <c>equilibrium, Krishna (2009) Prop. 2.2</c>.</param>
public sealed record Comparison(string Quantity, double Learned, double StandardError, double Known, string Source);

/// <summary>Everything observed in a run.</summary>
/// <param name="Replicas">What tells the replicas apart.</param>
public sealed record Results(IReadOnlyList<Measurement> Measurements, IReadOnlyList<Table> Tables,
    IReadOnlyList<Replica> Replicas)
{
    /// <summary>The seconds spent in rounds up to those after which was measured, ascending; empty where nobody looked
    /// at a clock.</summary>
    public IReadOnlyList<(long Round, double Seconds)> Timeline { get; init; } = [];

    /// <summary>The last measurement of a metric, or nothing.</summary>
    public Measurement? Last(string metric) => Measurements.LastOrDefault(m => m.Metric == metric);

    public Table? Table(string name) => Tables.LastOrDefault(t => t.Name == name);
}

/// <summary>From the driver to a coordinator: play rounds until <paramref name="Round"/> are done, then rest.</summary>
public sealed record RunTo(long Round) : IMessage;

/// <summary>From the driver to a coordinator: measure now, after <paramref name="Round"/> rounds.</summary>
public sealed record Measure(long Round, bool Final) : IMessage;
