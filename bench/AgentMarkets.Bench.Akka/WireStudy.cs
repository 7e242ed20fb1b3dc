using System.Diagnostics;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Akka.Wire;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Wire;
using static TorchSharp.torch;

namespace AgentMarkets.Bench.Akka;

/// <summary>What bytes of a frame and a frame of bytes cost in MessagePack, beside the same in Protobuf; repeats of the
/// two alternate.</summary>
internal static class WireStudy
{
    private static readonly IReadOnlyList<IFamily> s_families = [new AuctionFamily(), new FisherFamily()];
    private static readonly IFrameCodec[] s_codecs =
        [new MessagePackFrameCodec(s_families), new FrameCodec(s_families)];

    public static int Run(string[] arguments)
    {
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0]) : 15;
        using var scope = NewDisposeScope();
        Console.WriteLine($"{"MessagePack / Protobuf",-48}{"bytes",22}{"encode, us",18}{"in place, us",18}"
            + $"{"decode, us",18}");
        Print("Beat", new Beat("node-a", "session", 1, 3), repeats);
        Print("Deliver(StartRound)", Around(new StartRound(7)), repeats);
        Print("Deliver(SubmitBids of 64 replicas x 128 games)",
            Around(new SubmitBids(7, rand(64, 1, 128, 1))), repeats);
        Print("Deliver(SubmitBids of 1 MiB)", Around(new SubmitBids(7, rand(64, 1, 4096, 1))), repeats);
        var strategy = new Published(new double[16]);
        Print("Deliver(PublishStrategy of 64 x 16 bids)", Around(new PublishStrategy(default,
            [Enumerable.Repeat(strategy, 64).ToArray()])), repeats);
        return 0;
    }

    private static Command Around(IMessage message) => new("session", 1, 3,
        new Deliver([new Mail(new ActorId("bidder", 1), [new ActorId("auctioneer", 1)], message)]));

    private static void Print(string name, Frame frame, int repeats)
    {
        byte[][] bytes = [.. s_codecs.Select(codec => codec.Encode(frame))];
        byte[][] buffers = [[], []];
        var encode = Medians(repeats, i => s_codecs[i].Encode(frame));
        var inPlace = Medians(repeats, i => s_codecs[i].Encode(frame, ref buffers[i]));
        var decode = Medians(repeats, i =>
        {
            if (s_codecs[i].Decode(bytes[i], CPU) is Command { Order: Deliver deliver })
            {
                deliver.Mail[0].Message.Release();
            }
        });
        Console.WriteLine($"{name,-48}{$"{bytes[0].Length:N0} / {bytes[1].Length:N0}",22}{Pair(encode),18}"
            + $"{Pair(inPlace),18}{Pair(decode),18}");
    }

    private static string Pair(double[] microseconds) => $"{microseconds[0]:0.00} / {microseconds[1]:0.00}";

    // As many calls as take about 20 ms, in turns, and the median over repeats of them.
    private static double[] Medians(int repeats, Action<int> call)
    {
        int calls = 1;
        while (Seconds(calls, () => call(1)) < 0.02)
        {
            calls *= 2;
        }
        var all = Enumerable.Range(0, repeats).Select(_ =>
            s_codecs.Select((_, i) => Seconds(calls, () => call(i)) / calls * 1e6).ToArray()).ToArray();
        return [.. s_codecs.Select((_, i) => all.Select(one => one[i]).Order().ElementAt(repeats / 2))];
    }

    private static double Seconds(int calls, Action call)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            call();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
