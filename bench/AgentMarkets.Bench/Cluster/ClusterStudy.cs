using System.Diagnostics;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Wire;
using static TorchSharp.torch;

namespace AgentMarkets.Bench.Cluster;

/// <summary>Steps a second of the distributed host against shards, workers and bytes, next to what the broker alone
/// reaches with the same workers and bytes, in turns.</summary>
internal static class ClusterStudy
{
    private const string User = "coord";
    private const int TurnsPerSecond = 4, RoundsAtOnce = 10, SecondsToWarmUp = 4;

    private static readonly Scale[] s_scales =
    [
        new(8, 1, 64), new(8, 2, 64), new(8, 4, 64), new(64, 2, 64), new(256, 2, 64), new(8, 2, 4096),
        new(8, 2, 65536), new(8, 2, 524288), new(8, 2, 64, IsOne: true), new(64, 2, 64, IsOne: true),
        new(256, 2, 64, IsOne: true), new(8, 2, 4096, IsOne: true), new(8, 2, 65536, IsOne: true),
    ];

    /// <param name="arguments">How many seconds for each row, and the numbers of the rows if not all; or a role of a
    /// child process.</param>
    public static int Run(string[] arguments) => arguments switch
    {
        ["echo", string url, string name, string bytes] =>
            BareBroker.Answer(WithPassword(url), name, int.Parse(bytes)),
        ["node", string url, string name, string shards, string numbers] =>
            Node(url, name, int.Parse(shards), int.Parse(numbers)),
        [] => Measure(5, s_scales),
        [string seconds] => Measure(int.Parse(seconds), s_scales),
        [string seconds, .. var rows] => Measure(int.Parse(seconds),
            [.. rows.Select(row => s_scales[int.Parse(row) - 1])]),
    };

    private static int Measure(int seconds, Scale[] scales)
    {
        string folder = Directory.CreateTempSubdirectory("agentmarkets-bench-").FullName;
        var broker = PrivateBroker.Start(folder);
        string url = broker.Url(User);
        Environment.SetEnvironmentVariable(BrokerPassword.FileVariable, broker.Folder.PasswordFile(User));
        Console.WriteLine($"{"shards",7}{"workers",9}{"bytes a shard",15}{"questions",11}{"broker alone",14}{"host",9}"
            + $"{"share",8}"
            + $"{"CPU alone",12}{"CPU host",11}   steps/s, median of {TurnsPerSecond * seconds} turns; CPU us a step "
            + "of driver and workers");
        // The first row after a start came out slower than the same row later.
        _ = Row(url, scales[0], TurnsPerSecond * SecondsToWarmUp);
        foreach (var scale in scales)
        {
            Console.WriteLine(Row(url, scale, TurnsPerSecond * seconds));
        }
        broker.Stop();
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static string Row(string url, Scale scale, int turns)
    {
        var (shards, workers, bytes, isOne) = scale;
        string[] names = [.. Enumerable.Range(0, workers).Select(k => $"w{k}")];
        int numbers = bytes / sizeof(double), answer = bytes * shards / workers;
        using var nodes = new Children([.. names.Select(name =>
            (string[])["cluster", "node", url, name, $"{shards}", $"{numbers}"])]);
        using var echoes = new Children([.. names.Select(name =>
            (string[])["cluster", "echo", url, $"am.bare.{name}", $"{answer}"])]);
        using var bare = new BareBroker(WithPassword(url), [.. names.Select(name => $"am.bare.{name}")]);
        using var link = DriverLink.Open(BrokerAddress.Parse(url), "bench/1", Codec(), new DriverLinkOptions(CPU),
            Console.Error.WriteLine);
        using var host = new DistributedHost("bench/1", EchoMarket.Actors(shards, numbers, isOne),
            new Assignment("echo", "", "", new Dictionary<string, string>()), link,
            new DistributedSettings { Nodes = workers }, _ => { });
        long round = 0;
        var (alone, carried) = (new Meter(echoes.Processes), new Meter(nodes.Processes));
        for (int turn = 0; turn <= turns; turn++)
        {
            // The first turn warms up.
            if (turn == 1)
            {
                (alone, carried) = (new Meter(echoes.Processes), new Meter(nodes.Processes));
            }
            alone.Turn(1, () => bare.Step(isOne ? bytes : answer));
            carried.Turn(RoundsAtOnce, () =>
            {
                host.Post(EchoMarket.Caller, new RunTo(round += RoundsAtOnce));
                host.Run();
            });
        }
        double[] shares = [.. alone.Rates.Zip(carried.Rates, (a, c) => c / a)];
        return $"{shards,7}{workers,9}{bytes,15:N0}{(isOne ? "one" : "own"),11}"
            + $"{FirstPriceStudy.Median(alone.Rates),14:N0}{FirstPriceStudy.Median(carried.Rates),9:N0}"
            + $"{FirstPriceStudy.Median([.. shares]),8:P0}{alone.Cpu,12:N0}{carried.Cpu,11:N0}";
    }

    private static int Node(string url, string name, int shards, int numbers)
    {
        using var stop = new CancellationTokenSource();
        using var link = NodeLink.Open(BrokerAddress.Parse(url), name, Codec(), CPU, Console.Error.WriteLine);
        var profile = new NodeProfile(name, $"{Environment.ProcessId}", "bench", Environment.ProcessId, 1, ["cpu"], "");
        using var server = new NodeServer(profile, link, (_, _) => EchoMarket.Actors(shards, numbers, false), _ => { });
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            stop.Cancel();
        });
        Console.WriteLine("ready");
        server.Run(stop.Token);
        return 0;
    }

    private static FrameCodec Codec() => new([new EchoFamily()]);

    private static Uri WithPassword(string url) => new UriBuilder(url)
    {
        Password = BrokerPassword.Find(null, User),
    }.Uri;

    /// <summary>Steps a second in turns, and the processor time that a step takes here and in the workers.</summary>
    private sealed class Meter(IReadOnlyList<Process> workers)
    {
        private readonly TimeSpan _before = Spent(workers);
        private TimeSpan _here;
        private long _steps;

        public List<double> Rates { get; } = [];

        /// <summary>In microseconds.</summary>
        public double Cpu => (_here + Spent(workers) - _before).TotalMicroseconds / _steps;

        public void Turn(int steps, Action play)
        {
            var before = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp(), done = 0;
            double passed = 0;
            for (; passed < 1.0 / TurnsPerSecond; passed = Stopwatch.GetElapsedTime(began).TotalSeconds)
            {
                play();
                done += steps;
            }
            Rates.Add(done / passed);
            _here += Environment.CpuUsage.TotalTime - before;
            _steps += done;
        }

        private static TimeSpan Spent(IReadOnlyList<Process> workers)
        {
            var spent = TimeSpan.Zero;
            foreach (var process in workers)
            {
                process.Refresh();
                spent += process.TotalProcessorTime;
            }
            return spent;
        }
    }

    /// <param name="Bytes">Of each question and of each answer.</param>
    /// <param name="IsOne">Whether all shards are asked the same, as by a market; else each its own, as
    /// bidders.</param>
    private sealed record Scale(int Shards, int Workers, int Bytes, bool IsOne = false);
}
