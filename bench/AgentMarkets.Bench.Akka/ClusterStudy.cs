using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Bench.Cluster;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Akka;
using AgentMarkets.Hosting.Akka.Links;
using AgentMarkets.Hosting.Akka.Tests;
using AgentMarkets.Hosting.Akka.Wire;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Bench.Akka;

/// <summary>Steps a second of the distributed host against shards, workers and bytes, next to what the engine alone
/// reaches in the same processes over the same connections with the same bytes, in turns.</summary>
internal static class ClusterStudy
{
    private static readonly (int Shards, int Workers, int Bytes)[] s_scales =
        [(8, 1, 64), (8, 2, 64), (8, 4, 64), (64, 2, 64), (8, 2, 4096), (8, 2, 65536), (8, 2, 524288), (8, 2, 1 << 20)];

    /// <param name="arguments">The number of turns, and the numbers of the rows if not all; or a role of a child
    /// process.</param>
    public static int Run(string[] arguments) => arguments switch
    {
        ["node", string seed, string name, string shards, string numbers] =>
            Node(seed, name, Whole(shards), Whole(numbers)),
        [] => Measure(5, s_scales),
        [string turns] => Measure(Whole(turns), s_scales),
        [string turns, .. var rows] => Measure(Whole(turns), [.. rows.Select(row => s_scales[Whole(row) - 1])]),
    };

    private static int Measure(int turns, (int Shards, int Workers, int Bytes)[] scales)
    {
        Console.WriteLine($"{"shards",7}{"workers",9}{"bytes a shard",15}{"engine alone",14}{"host",10}{"share",9}"
            + $"   steps/s, median of {turns} turns of one second each");
        foreach (var (shards, workers, bytes) in scales)
        {
            Measure(shards, workers, bytes, turns);
        }
        return 0;
    }

    private static void Measure(int shards, int workers, int bytes, int turns)
    {
        var seed = new Endpoint("127.0.0.1", Ports.Free());
        int numbers = bytes / sizeof(double);
        using var link = AkkaDriverLink.Open(new AkkaSettings { Own = seed, Seeds = [seed] }, "bench/1", Codec(),
            new AkkaDriverOptions(CPU), Console.Error.WriteLine);
        using var nodes = new Children([.. Enumerable.Range(0, workers).Select(k =>
            (string[])["cluster", "node", $"{seed}", $"w{k}", $"{shards}", $"{numbers}"])]);
        using var bare = new BareEngine(link.Member, shards);
        using var host = new DistributedHost("bench/1", EchoMarket.Actors(shards, numbers, isOne: false),
            new Assignment("echo", "", "", new Dictionary<string, string>()), link,
            new DistributedSettings { Nodes = workers }, _ => { });
        long round = 0;
        var (alone, carried) = (new List<double>(), new List<double>());
        for (int turn = -1; turn < turns; turn++)
        {
            double engine = bare.Rate(bytes, 1);
            double steps = 10 * Steps.Rate(1, () =>
            {
                host.Post(EchoMarket.Caller, new RunTo(round += 10));
                host.Run();
            });
            if (turn >= 0)
            {
                alone.Add(engine);
                carried.Add(steps);
            }
        }
        double share = Figures.Quantile(alone.Zip(carried, (a, c) => c / a), 0.5);
        Console.WriteLine($"{shards,7}{workers,9}{bytes,15:N0}{Figures.Quantile(alone, 0.5),14:N0}"
            + $"{Figures.Quantile(carried, 0.5),10:N0}{share,9:P0}");
    }

    private static int Node(string seed, string name, int shards, int numbers)
    {
        using var stop = new CancellationTokenSource();
        using var link = AkkaNodeLink.Open(new AkkaSettings
        {
            Own = new Endpoint("127.0.0.1", 0),
            Seeds = [Endpoint.Parse(seed, "seed")],
            MayTakeSeed = false,
        }, name, Codec(), CPU, Console.Error.WriteLine);
        BareEngine.Answer(link.Member);
        var profile = new NodeProfile(name, $"{Environment.ProcessId}", "bench", Environment.ProcessId, 1, ["cpu"], "");
        using var server = new NodeServer(profile, link, (_, _) => EchoMarket.Actors(shards, numbers, false), _ => { },
            link.Stage());
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            stop.Cancel();
        });
        Console.WriteLine("ready");
        server.Run(stop.Token);
        return 0;
    }

    private static MessagePackFrameCodec Codec() => new([new EchoFamily()]);

    private static int Whole(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
