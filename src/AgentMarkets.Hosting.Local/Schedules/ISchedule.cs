namespace AgentMarkets.Hosting.Local.Schedules;

/// <summary>Holds the messages under way and chooses which is delivered next; the results must not depend on the
/// choice.</summary>
/// <remarks>A schedule may not overtake: two messages between the same two actors keep their order.</remarks>
public interface ISchedule
{
    void Add(in Envelope envelope);

    bool TryNext(out Envelope envelope);
}
