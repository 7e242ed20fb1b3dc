using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>The contracts of frames and of all that is in them, the same for every engine and encoding.</summary>
public static class FrameContracts
{
    /// <summary>Of the wire. Raise it where a field or a kind that exists gets another number, type or meaning; what is
    /// new at the end needs no new version.</summary>
    public const int Version = 2;

    /// <summary>Numbers between the kinds of one family's messages and the next one's.</summary>
    public const int KindsOfFamily = 100;

    /// <param name="families">The k-th, from 1, has the numbers from 100 k + 1 on for its messages.</param>
    /// <exception cref="ContractException">A message cannot be carried.</exception>
    public static ContractCatalog Of(IReadOnlyList<IFamily> families) => new(
        [
            Choice.Numbered(typeof(Frame), typeof(Frame), typeof(Command), typeof(Reply), typeof(Beat), typeof(Need),
                typeof(Hello), typeof(RollCall), typeof(Farewell)),
            Choice.Numbered(typeof(Order), typeof(Frame), typeof(Open), typeof(Take), typeof(Deliver),
                typeof(SaveState), typeof(Close)),
            Choice.Numbered(typeof(Answer), typeof(Frame), typeof(Done), typeof(Answered), typeof(Saved),
                typeof(Refused), typeof(Broke)),
            Choice.Numbered(typeof(Observation), typeof(Observation), typeof(Measurement), typeof(Table),
                typeof(TableRows), typeof(TrajectoryRows), typeof(ReplicaFailed), typeof(RoundCompleted),
                typeof(Finished), typeof(Remark)),
            new Choice(typeof(IMessage), typeof(Frame), [.. Messages(families)]),
        ],
        [typeof(Envelope)]);

    private static IEnumerable<ChoiceCase> Messages(IReadOnlyList<IFamily> families)
    {
        yield return new ChoiceCase(1, nameof(RunTo), typeof(RunTo));
        yield return new ChoiceCase(2, nameof(Measure), typeof(Measure));
        for (int k = 0; k < families.Count; k++)
        {
            var (family, types) = (families[k], families[k].Messages);
            if (types.Count >= KindsOfFamily)
            {
                throw new ContractException($"The family {family.Section} names {types.Count} messages; "
                    + $"{KindsOfFamily - 1} are the most.");
            }
            string prefix = char.ToUpperInvariant(family.Section[0]) + family.Section[1..];
            for (int i = 0; i < types.Count; i++)
            {
                yield return new ChoiceCase((k + 1) * KindsOfFamily + i + 1, prefix + types[i].Name, types[i]);
            }
        }
    }
}

/// <summary>What is sent: a frame, behind the version that tells how to read it.</summary>
public sealed record Envelope(int Version, Frame Frame);
