using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit;

/// <summary>Small games that break one rule of determinism on purpose, to see that the checks notice.</summary>
/// <remarks>
/// All of them play the same: in each round every member draws a number and says it to the market, which keeps a
/// running
/// average. A check that passes the sound game and a flawed one alike checks nothing.
/// </remarks>
public static class NegativeControls
{
    /// <summary>The game without a flaw: named streams, and sums in the order of ids.</summary>
    public static Scene Sound(int members = 8) =>
        Crowd(members, id => round => Uniform(id, 1, round), inOrderOfArrival: false);

    /// <summary>All members draw from one generator, by turn: who is asked first gets another number.</summary>
    /// <remarks>Caught by shuffled schedules; in parallel only where threads happen to race.</remarks>
    public static Scene SharedGenerator(int members = 8)
    {
        long turn = 0;
        return Crowd(members, _ => _ => Uniform(new ActorId("everybody", 1), 1, Interlocked.Increment(ref turn)),
            inOrderOfArrival: false);
    }

    /// <summary>The market averages in the order of arrival: the last bits differ, and grow from there.</summary>
    /// <remarks>
    /// Caught by shuffled schedules. Sequential and parallel hosts both deliver in the order of ids here and agree with
    /// each other, so comparing those two alone would miss it.
    /// </remarks>
    public static Scene ArrivalOrderAverage(int members = 8) =>
        Crowd(members, id => round => Uniform(id, 1, round), inOrderOfArrival: true);

    /// <summary>Members take their seeds from the hash of a text, which differs from process to process.</summary>
    /// <remarks>Caught by no schedule within one process, and by a second process at once.</remarks>
    public static Scene ProcessSeeds(int members = 8) => Crowd(members,
        id => round => Uniform(id, (ulong)id.ToString().GetHashCode(), round), inOrderOfArrival: false);

    /// <summary>Members forget to save what they have summed up.</summary>
    /// <remarks>Caught by whatever kills an actor and brings it back, and by no schedule.</remarks>
    public static Scene ForgottenState(int members = 8)
    {
        var scene = Sound(members);
        return scene with
        {
            Actors = [.. scene.Actors.Select(part => part.IsCentral ? part : part with
            {
                Make = () => new CrowdMember(part.Id, round => Uniform(part.Id, 1, round), forgets: true),
            })],
        };
    }

    private static double Uniform(ActorId id, ulong seed, long round)
    {
        Span<double> draw = stackalloc double[1];
        new RandomStream(StreamKey.Of(seed, id, "number"), round).Uniform(draw);
        return draw[0];
    }

    private static Scene Crowd(int members, Func<ActorId, Func<long, double>> draw, bool inOrderOfArrival)
    {
        ActorId[] ids = [.. Enumerable.Range(1, members).Select(i => new ActorId("member", i))];
        return new Scene(CrowdCoordinator.Name,
        [
            new(CrowdCoordinator.Name, () => new CrowdCoordinator(ids), IsCentral: true),
            new(CrowdMarket.Name, () => new CrowdMarket(ids, inOrderOfArrival), IsCentral: true),
            .. ids.Select(id => new Part(id, () => new CrowdMember(id, draw(id)))),
        ]);
    }
}
