using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Akka;
using AgentMarkets.Hosting.Akka.Links;
using AgentMarkets.Hosting.Akka.Tests;
using AgentMarkets.Hosting.Akka.Tests.Faults;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;

namespace AgentMarkets.Bench.Akka;

/// <summary>How long cluster sharding itself takes after a <c>kill -9</c>: until the entry of an actor that lived on
/// the dead worker answers again, beside the time until the run goes on, which does not wait for it.</summary>
internal static class ShardingStudy
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100), Most = TimeSpan.FromSeconds(60);

    /// <param name="arguments">The number of runs.</param>
    public static int Run(string[] arguments)
    {
        int runs = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        using var crew = new Crew();
        var (sharding, host) = (new List<double>(), new List<double>());
        for (int run = 0; run < runs; run++)
        {
            crew.Workers.Fill(Crew.Count);
            string id = $"{Guid.NewGuid():n}";
            WatchedLink? link = null;
            var (scene, played) = Play.FirstPrice(1).Begin(crew.Driver, Crew.Count, $"{id}/1",
                watched => link = watched);
            using var watch = AkkaOperatorLink.Open(
                new AkkaSettings { Own = new Endpoint("127.0.0.1", 0), Seeds = crew.Seeds }, Games.Codec, _ => { });
            var found = Task.Factory.StartNew(() => Recovery(watch, id, crew.Workers), TaskCreationOptions.LongRunning);
            for (long round = 1; !found.IsCompleted; round++)
            {
                played.Post(scene.Coordinator, new RunTo(round));
                played.Run();
            }
            played.Dispose();
            var (killed, seconds) = found.GetAwaiter().GetResult();
            sharding.Add(seconds);
            host.Add(Stopwatch.GetElapsedTime(killed, link!.FirstAfter(killed)!.Value).TotalSeconds);
        }
        Console.WriteLine($"{"after kill -9 of a worker, s",-44}{"median",8}{"max",8}   {runs} runs");
        Console.WriteLine($"{"the run goes on",-44}{Figures.Quantile(host, 0.5),8:0.00}{host.Max(),8:0.00}");
        Console.WriteLine($"{"cluster sharding has moved the entry",-44}{Figures.Quantile(sharding, 0.5),8:0.00}"
            + $"{sharding.Max(),8:0.00}");
        return 0;
    }

    private static (long Killed, double Seconds) Recovery(AkkaOperatorLink watch, string run, Workers workers)
    {
        string? home = null;
        for (var clock = Stopwatch.StartNew(); home is null && clock.Elapsed < Most;)
        {
            home = watch.Find(run, "bidder-1", Glance);
        }
        long killed = workers.Kill(home ?? throw new TimeoutException("The registry does not answer."));
        for (; Stopwatch.GetElapsedTime(killed) < Most;)
        {
            if (watch.Find(run, "bidder-1", Glance) is { } now && now != home)
            {
                return (killed, Stopwatch.GetElapsedTime(killed).TotalSeconds);
            }
        }
        return (killed, double.PositiveInfinity);
    }
}
