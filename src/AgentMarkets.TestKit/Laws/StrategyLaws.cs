using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every family of bid functions, with types uniform on [0,1].</summary>
public static class StrategyLaws
{
    private const int Rows = 32;

    private static readonly ulong[] Seeds = [3, 1, 7];

    // Rows beyond these are padding, a different number in each replica.
    private static readonly double[] Batch = [32, 19, 5];

    /// <summary>Checks the strategies of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a strategy has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null)
    {
        foreach (var (text, strategy) in Pieces.Of<IStrategy>(catalog, examples ?? [], data))
        {
            Check(strategy, text);
        }
    }

    /// <summary>Checks one strategy.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IStrategy strategy, string? name = null)
    {
        name ??= Piece.NameOf(strategy);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var bidder = new Bidder(1, new Uniform(new Uniform.Settings()), new QuasiLinear(), strategy,
            new Gradient(new Gradient.Settings()));
        using var bids = strategy.Start(Opening(bidder, Seeds));
        using var again = strategy.Start(Opening(bidder, Seeds));
        Law.Equal(bids.Parameters.AsSpan<float>(), again.Parameters.AsSpan<float>(), name,
            "the same seeds give the same start");
        Agrees(bids, bidder, name);
        Alone(bids, bidder, name);
        Ignores(bids, bidder, name);
        for (int r = 0; r < Seeds.Length; r++)
        {
            Slopes(bids, bidder, r, name);
        }
    }

    private static BayesianGame Game(Bidder bidder)
    {
        var mechanism = new FirstPrice(new FirstPrice.Settings());
        Bidder[] bidders = [bidder, bidder with { Number = 2 }];
        return new BayesianGame(mechanism, bidders, new Nature(mechanism, bidders));
    }

    private static Opening Opening(Bidder bidder, ulong[] seeds) =>
        new(Game(bidder), new Seat([bidder], IsShared: false), seeds, CPU);

    private static void Agrees(IBidFunction bids, Bidder bidder, string name)
    {
        var (types, found) = Play(bids, bidder, Seeds, Batch);
        for (int r = 0; r < Seeds.Length; r++)
        {
            int count = (int)Batch[r];
            double[] v = [.. types.AsSpan<float>().Slice(r * Rows, count).ToArray().Select(x => (double)x)];
            var expected = new double[count];
            bids.Evaluate(r, v, expected);
            Law.Near(expected, [.. found.Bids.AsSpan(r * Rows, count).ToArray().Select(x => (double)x)], 1e-5, name,
                "32-bit bids agree with the 64-bit evaluation");
        }
    }

    private static void Alone(IBidFunction bids, Bidder bidder, string name)
    {
        var together = Play(bids, bidder, Seeds, Batch).Found;
        int parameters = together.Gradient.Length / Seeds.Length;
        for (int r = 0; r < Seeds.Length; r++)
        {
            using var single = bidder.Strategy.Start(Opening(bidder, [Seeds[r]]));
            var alone = Play(single, bidder, [Seeds[r]], [Batch[r]]).Found;
            int count = (int)Batch[r];
            var row = bids.Parameters.AsSpan<float>().Slice(r * parameters, parameters);
            Law.Equal(single.Parameters.AsSpan<float>(), row,
                name, "a replica alone starts as its row");
            Law.Equal(alone.Bids.AsSpan(0, count), together.Bids.AsSpan(r * Rows, count), name,
                "a replica alone bids as its row");
            Law.Equal(alone.Gradient, together.Gradient.AsSpan(r * parameters, parameters), name,
                "a replica alone has the gradient of its row");
        }
    }

    private static void Ignores(IBidFunction bids, Bidder bidder, string name)
    {
        float[] sound = Play(bids, bidder, Seeds, Batch).Found.Gradient;
        float[] padded = Play(bids, bidder, Seeds, Batch, padding: float.NaN).Found.Gradient;
        Law.Equal(sound, padded, name, "what stands in the padding does not enter the gradient");
    }

    /// <summary>The gradient of J = mean_k s_k b(v_k), for fixed slopes s, against differences in 64 bits.</summary>
    private static void Slopes(IBidFunction bids, Bidder bidder, int replica, string name)
    {
        // Small, since networks have kinks: a parameter moves by a few thousand of its last places, and J is computed
        // in 64 bits.
        const float H = 1f / 16384;
        int count = (int)Batch[replica];
        var (types, found) = Play(bids, bidder, Seeds, Batch);
        double[] v = [.. types.AsSpan<float>().Slice(replica * Rows, count).ToArray().Select(x => (double)x)];
        int parameters = found.Gradient.Length / Seeds.Length;
        var row = bids.Parameters.AsSpan<float>().Slice(replica * parameters, parameters);
        double[] expected = new double[parameters], gradient = new double[parameters];
        for (int k = 0; k < parameters; k++)
        {
            float at = row[k];
            (row[k], float up) = (at + H, at + H);
            double above = Weighted(bids, replica, v);
            (row[k], float down) = (at - H, at - H);
            double below = Weighted(bids, replica, v);
            row[k] = at;
            expected[k] = (above - below) / ((double)up - down);
            gradient[k] = found.Gradient[replica * parameters + k];
        }
        double length = Math.Sqrt(expected.Sum(x => x * x));
        double apart = Math.Sqrt(expected.Zip(gradient, (x, y) => (x - y) * (x - y)).Sum());
        Law.Holds(apart <= 2e-3 * length + 1e-6, name, "the gradient is the difference quotient",
            $"in replica {replica} they are {apart:0.######} apart, at a length of {length:0.######}");
    }

    private static double Weighted(IBidFunction bids, int replica, double[] types)
    {
        var b = new double[types.Length];
        bids.Evaluate(replica, types, b);
        return b.Select((x, k) => x * Slope(k)).Sum() / types.Length;
    }

    private static float Slope(int row) => 1 - 0.125f * (row % 7);

    private static (Tensor Types, (float[] Bids, float[] Gradient) Found) Play(IBidFunction bids, Bidder bidder,
        ulong[] seeds, double[] batch, float padding = 0)
    {
        using var rows = new RowCounts(batch, CPU);
        var types = zeros(seeds.Length, Rows, 1, dtype: float32);
        var nature = Game(bidder).Nature;
        for (int r = 0; r < seeds.Length; r++)
        {
            nature.Draw(bidder, StreamKey.Of(seeds[r], nature.Source(bidder), "types"), 1,
                types.AsSpan<float>().Slice(r * Rows, Rows));
        }
        var (bid, slope, gradient) = (zeros_like(types), zeros_like(types), zeros_like(bids.Parameters));
        for (int r = 0; r < seeds.Length; r++)
        {
            for (int k = 0; k < Rows; k++)
            {
                slope.AsSpan<float>()[r * Rows + k] = k < batch[r] ? Slope(k) : padding;
            }
        }
        bids.Bid(bids.Parameters, types, bid, rows);
        bids.Gradient(types, slope, rows, gradient);
        return (types, (bid.AsSpan<float>().ToArray(), gradient.AsSpan<float>().ToArray()));
    }
}
