using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Where the actors of a node answer their mail, as many at once as the node has slots.</summary>
/// <remarks>Used by one thread. An engine that has actors of its own brings its own stage.</remarks>
public interface IActorStage : IDisposable
{
    /// <summary>From now on these actors and no others. They stay the caller's, who disposes of them after
    /// others have taken their place.</summary>
    void Put(IReadOnlyList<IBehavior> actors);

    /// <summary>Lets actors answer.</summary>
    /// <param name="mail">For each of some actors, by its index, the mail in the order in which it reads it.</param>
    /// <returns>In the same order.</returns>
    IReadOnlyList<Turn> Play(IReadOnlyList<(int Actor, IReadOnlyList<Mail> Letters)> mail);
}

/// <summary>What one actor made of its mail.</summary>
/// <param name="Said">Nothing where it failed.</param>
/// <param name="Fault">Nothing where it did not.</param>
public sealed record Turn(Said? Said, Exception? Fault)
{
    /// <summary>Lets an actor read its mail.</summary>
    /// <param name="outbox">The actor's own, used again each time.</param>
    public static Turn Of(IBehavior actor, Outbox outbox, IEnumerable<Mail> letters)
    {
        outbox.Clear();
        try
        {
            foreach (var letter in letters)
            {
                using (NewDisposeScope())
                {
                    actor.Receive(letter.From, letter.Message, outbox);
                }
            }
            return new Turn(new Said(actor.Id,
                [.. outbox.Mail.Select(sent => new Mail(actor.Id, sent.To, sent.Message))],
                [.. outbox.Observations], [.. actor.WaitsFor()]), null);
        }
        catch (Exception fault)
        {
            return new Turn(null, fault);
        }
    }
}
