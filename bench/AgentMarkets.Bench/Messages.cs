using System.Diagnostics;
using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local;

namespace AgentMarkets.Bench;

/// <summary>What the actor machinery costs: messages a second, and its share of a first-price round.</summary>
internal static class Messages
{
    private const int MessageCount = 2_000_000;

    public static int Run(string[] arguments)
    {
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0]) : 7;
        double million = PingPong(repeats) / 1e6;
        Console.WriteLine($"{"LocalHost, two actors that answer each other",-52}{million,10:0.00} million messages/s");
        Console.WriteLine();
        Console.WriteLine(
            $"{"a round of the first-price game",-34}{"with actors",14}{"plain calls",14}{"machinery",12}{"goal",10}");
        Share("batch 128 x 64 replicas", repeats, 4000, "5 %", "batch=128", "seed=1..64");
        Share("batch 1 x 1 replica", repeats, 40_000, "20 us", "batch=1", "seed=1");
        return 0;
    }

    private static double PingPong(int repeats)
    {
        var rates = new List<double>();
        for (int k = 0; k < repeats; k++)
        {
            using var host = new LocalHost([Player.Part(1), Player.Part(2)]);
            host.Post(new ActorId("player", 1), new Ball(MessageCount));
            long start = Stopwatch.GetTimestamp();
            host.Run();
            rates.Add(MessageCount / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return FirstPriceStudy.Median(rates);
    }

    private static void Share(string name, int repeats, long rounds, string goal, params string[] overrides)
    {
        var game = FirstPriceGame.Build([.. overrides, $"rounds={rounds}"]);
        FirstPriceGame.Play(game, rounds / 10);
        FirstPriceGame.PlayWithoutActors(game, rounds / 10);
        var (with, without) = (new List<double>(), new List<double>());
        for (int k = 0; k < repeats; k++)
        {
            with.Add(FirstPriceStudy.Cpu(() => FirstPriceGame.Play(game, rounds)) / rounds * 1e6);
            without.Add(FirstPriceStudy.Cpu(() => FirstPriceGame.PlayWithoutActors(game, rounds)) / rounds * 1e6);
        }
        double all = FirstPriceStudy.Median(with), plain = FirstPriceStudy.Median(without);
        Console.WriteLine(
            $"{name,-34}{all,11:0.00} us{plain,11:0.00} us{all - plain,9:0.00} us{goal,10}"
            + $"  ({(all - plain) / all:P1})");
    }

    private sealed record Ball(long Round) : IMessage;

    private sealed class Player(int number) : IBehavior
    {
        public static Part Part(int number) => new(new ActorId("player", number), () => new Player(number));

        private readonly ActorId _other = new("player", 3 - number);

        public ActorId Id { get; } = new("player", number);

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
            if (message.Round > 1)
            {
                outbox.Send(_other, new Ball(message.Round - 1));
            }
        }

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }
}
