using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Bids of games for tests, [S, numbers] row by row.</summary>
internal static class Draws
{
    /// <summary>Uniform from 0 to a number a column.</summary>
    public static double[] Uniform(ulong seed, int games, double[] high)
    {
        var bids = new double[games * high.Length];
        new RandomStream(StreamKey.Of(seed, new ActorId("test", 1), "bids"), 0).Uniform(bids.AsSpan());
        for (int k = 0; k < bids.Length; k++)
        {
            bids[k] *= high[k % high.Length];
        }
        return bids;
    }

    /// <summary>The same, but spread evenly: multiples of powers of 1/g, g^(d+1) = g + 1, without their whole parts. Roberts
    /// (2018), The unreasonable effectiveness of quasirandom sequences.</summary>
    public static double[] Even(int games, double[] high)
    {
        int d = high.Length;
        double g = 2;
        for (int k = 0; k < 60; k++)
        {
            g = Math.Pow(1 + g, 1.0 / (d + 1));
        }
        var bids = new double[games * d];
        for (int k = 0; k < bids.Length; k++)
        {
            double x = .5 + (k / d + 1) * Math.Pow(g, -(k % d + 1));
            bids[k] = high[k % d] * (x - Math.Floor(x));
        }
        return bids;
    }

    /// <summary>Multiples of 1/16, from 0 to so many of them.</summary>
    public static double[] Grid(ulong seed, int games, int[] sixteenths) =>
        [.. Uniform(seed, games, [.. sixteenths.Select(n => n + 1.0)]).Select(x => Math.Floor(x) / 16)];
}
