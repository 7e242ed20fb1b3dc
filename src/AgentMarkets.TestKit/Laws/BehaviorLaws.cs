using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for all actors of every game. No other code may make tensors while these laws are
/// checked.</summary>
public static class BehaviorLaws
{
    /// <summary>Checks the actors of a game over a few rounds.</summary>
    /// <param name="makeGame">Makes the game afresh.</param>
    /// <param name="rounds">At least 2.</param>
    /// <param name="measure">Whether the laws also hold around a measurement.</param>
    /// <exception cref="TestKitException">A law is broken; the message names actor, message and entry.</exception>
    public static void Check(Func<IGame> makeGame, long rounds = 4, bool measure = false) =>
        Check(() => Scene.Of(makeGame()), rounds, measure);

    /// <inheritdoc cref="Check(Func{IGame}, long, bool)"/>
    public static void Check(Func<Scene> makeScene, long rounds = 4, bool measure = false)
    {
        IgnoresCopies(makeScene(), rounds, measure);
        RefusesStrangers(makeScene());
        RoundTrip(makeScene(), rounds);
        TensorsStayConstant(makeScene(), rounds);
    }

    /// <summary>Delivers every message of a finished run to its receiver once more: nothing may change.</summary>
    private static void IgnoresCopies(Scene scene, long rounds, bool measure)
    {
        var heard = new Recorder();
        using var host = new LocalHost(scene.Actors, monitors: [heard]);
        var before = scene.Play(host, rounds, measure).State;
        var said = heard.Messages;
        heard.Messages = [];
        foreach (var (from, to, message) in said)
        {
            string what = $"{message.GetType().Name} of round {message.Round} from {from}";
            try
            {
                host.Post(from, to, message);
                host.Run();
            }
            catch (InvalidOperationException e)
            {
                throw new TestKitException($"'{to}' breaks the law 'a second copy changes nothing': "
                    + $"{what}, delivered again after round {rounds}: {e.Message}", e);
            }
            var difference = StateDifference.Between(before, host.Save());
            Law.Holds(difference is null, $"{to}", "a second copy changes nothing",
                $"after another {what} {difference}");
        }
        foreach (var (_, _, copy) in said)
        {
            copy.Release();
        }
        heard.Release();
    }

    private static void RefusesStrangers(Scene scene)
    {
        var outbox = new Outbox();
        foreach (var part in scene.Actors)
        {
            using var behavior = part.Make();
            try
            {
                behavior.Receive(ActorId.Driver, new Stranger(1), outbox);
            }
            catch (UnexpectedMessageException)
            {
                continue;
            }
            Law.Holds(false, $"{behavior.Id}", "a message that it cannot handle is refused",
                "it took a message of a kind that it cannot know");
        }
    }

    private static void RoundTrip(Scene scene, long rounds)
    {
        using var first = new LocalHost(scene.Actors);
        using var second = new LocalHost(scene.Actors);
        var saved = scene.Play(first, rounds / 2).State;
        second.Load(saved);
        var difference = StateDifference.Between(saved, second.Save());
        Law.Holds(difference is null, "game", "what was loaded is saved again", difference ?? "");
        difference = StateDifference.Between(scene.Play(first, rounds).State, scene.Play(second, rounds).State);
        Law.Holds(difference is null, "game", "saved, loaded and continued is continued", difference ?? "");
    }

    private static void TensorsStayConstant(Scene scene, long rounds)
    {
        long before = TensorCount.Settled();
        using (var host = new LocalHost(scene.Actors))
        {
            scene.Play(host, 1);
            long after = Tensor.TotalCount;
            for (long round = 2; round <= rounds; round++)
            {
                scene.Play(host, round);
                Law.Holds(Tensor.TotalCount == after, "game", "the number of live tensors stays constant",
                    $"{Tensor.TotalCount - after} more live after round {round} than after round 1");
            }
        }
        Law.Holds(Tensor.TotalCount == before, "game", "no tensor outlives the disposed actors",
            $"{Tensor.TotalCount - before} are still alive");
    }

    private sealed record Stranger(long Round) : IMessage;

    /// <summary>Keeps a copy of every message between actors. The driver's commands are not sent twice.</summary>
    private sealed class Recorder : IMonitor
    {
        public List<(ActorId From, ActorId To, IMessage Message)> Messages { get; set; } = [];

        public void Observe(ActorId from, ActorId to, IMessage message)
        {
            if (from != ActorId.Driver)
            {
                Messages.Add((from, to, message.Copy()));
            }
        }

        public void Release() => Messages.ForEach(m => m.Message.Release());
    }
}
