using System.Diagnostics;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Wire;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>What it costs to make bytes of a frame and a frame of bytes, next to the copy that no wire can do
/// without.</summary>
internal static class WireStudy
{
    private static readonly long s_start = Stopwatch.GetTimestamp();
    private static readonly FrameCodec s_codec = new([new AuctionFamily(), new FisherFamily()]);
    private static readonly TimeSpan s_making = Stopwatch.GetElapsedTime(s_start);

    public static int Run(string[] arguments)
    {
        // In place: into a buffer that is kept from frame to frame.
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0]) : 15;
        using var scope = NewDisposeScope();
        Console.WriteLine($"Contracts of both families read off their records: {s_making.TotalMilliseconds:0} ms");
        Console.WriteLine($"{"",-48}{"bytes",12}{"encode",12}{"in place",12}{"decode",12}{"memcpy",12}");
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
        byte[] bytes = s_codec.Encode(frame);
        byte[] copy = new byte[bytes.Length];
        double encode = Microseconds(repeats, () => s_codec.Encode(frame));
        byte[] buffer = [];
        double inPlace = Microseconds(repeats, () => s_codec.Encode(frame, ref buffer));
        double decode = Microseconds(repeats, () =>
        {
            if (s_codec.Decode(bytes, CPU) is Command { Order: Deliver deliver })
            {
                deliver.Mail[0].Message.Release();
            }
        });
        double plain = Microseconds(repeats, () => bytes.CopyTo(copy, 0));
        Console.WriteLine($"{name,-48}{bytes.Length,12:N0}{encode,9:0.00} us{inPlace,9:0.00} us{decode,9:0.00} us"
            + $"{plain,9:0.00} us");
    }

    // As many calls as take about 20 ms, and the median over repeats of them.
    private static double Microseconds(int repeats, Action call)
    {
        int calls = 1;
        while (Seconds(calls, call) < 0.02)
        {
            calls *= 2;
        }
        return FirstPriceStudy.Median(
            [.. Enumerable.Range(0, repeats).Select(_ => Seconds(calls, call) / calls * 1e6)]);
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
