using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every family of bid functions, in games of every shape that it serves in.</summary>
/// <remarks>Types are uniform on [0.1, 1.1]; a seat has one member, a cohort of two, or two that share a bid
/// function.</remarks>
public static class StrategyLaws
{
    private const int Rows = 32, Bidders = 4;

    // D and A.
    private static readonly (int Types, int Bids)[] Shapes = [(1, 1), (3, 3), (1, 2), (3, 2)];

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
    /// <exception cref="TestKitException">A law is broken, or the strategy serves in no game.</exception>
    public static void Check(IStrategy strategy, string? name = null)
    {
        name ??= Piece.NameOf(strategy);
        int served = 0;
        foreach (var (types, numbers) in Shapes)
        {
            var game = Game(strategy, types, numbers);
            if (strategy.Refuses(game, game.Bidders[1]) is null)
            {
                string inGame = types * numbers == 1 ? name : $"{name} (D={types}, A={numbers})";
                Check(game, inGame);
                served++;
            }
        }
        Law.Holds(served > 0, name, "a strategy serves in some game", "it refused all");
    }

    private static void Check(BayesianGame game, string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var cohort = new Seat([game.Bidders[1], game.Bidders[2]], IsShared: false);
        // Starts may cost a fit: games of many numbers are looked at with the seat that has most rows.
        Seat[] seats = game.Shape.Types * game.Shape.Bids > 1
            ? [cohort]
            : [new Seat([game.Bidders[1]], IsShared: false), cohort, cohort with { IsShared = true }];
        foreach (var seat in seats)
        {
            var opening = new Opening(game, seat, Seeds, CPU);
            using var bids = seat.First.Strategy.Start(opening);
            if (seat == seats[0])
            {
                using var again = seat.First.Strategy.Start(opening);
                Law.Equal(Parameters(bids), Parameters(again), name, "the same seeds give the same start");
            }
            Agrees(bids, opening, name);
            KnotsAgree(bids, opening, name);
            Alone(bids, opening, name);
            if (seat.First.Strategy.IsSmooth)
            {
                Ignores(bids, opening, name);
                for (int row = 0; row < opening.Rows; row++)
                {
                    Slopes(bids, opening, row, name);
                }
            }
            if (bids is ITableBids tables)
            {
                TableStrategyLaws.Check(tables, opening, name);
            }
        }
    }

    private static BayesianGame Game(IStrategy strategy, int types, int numbers)
    {
        IMechanism mechanism = types * numbers == 1
            ? new FirstPrice(new FirstPrice.Settings())
            : new ManyNumbers(types, numbers);
        var prior = new Uniform(new Uniform.Settings { Low = 0.1, High = 1.1 });
        Bidder[] bidders = [.. Enumerable.Range(1, Bidders).Select(number => new Bidder(number, prior,
            new QuasiLinear(), strategy, new Gradient(new Gradient.Settings())))];
        return new BayesianGame(mechanism, bidders, new Nature(mechanism, bidders));
    }

    private static void Agrees(IBidFunction bids, Opening opening, string name)
    {
        var found = Play(bids, opening);
        for (int row = 0; row < opening.Rows; row++)
        {
            float[] narrow = found.Bids(row);
            var expected = new double[narrow.Length];
            bids.Evaluate(row, [.. found.Types(row).Select(x => (double)x)], expected);
            Law.Near(expected, [.. narrow.Select(x => (double)x)], 1e-5, name,
                "32-bit bids agree with the 64-bit evaluation");
        }
    }

    private static void KnotsAgree(IBidFunction bids, Opening opening, string name)
    {
        bool areWanted = opening.Seat.First.Strategy.IsPiecewiseLinear && bids is not ITableBids
            && opening.Game.Shape is { Types: 1, Bids: 1 };
        for (int row = 0; row < opening.Rows; row++)
        {
            if (bids.Knots(row) is not { } knots)
            {
                Law.Holds(!areWanted, name, "bids that are linear between knots have knots", $"row {row} has none");
                continue;
            }
            int last = knots.GetLength(0) - 1;
            var (low, high) = opening.Game.Nature.Support(opening.Owner(row));
            Law.Holds(knots[0, 0] <= low && knots[last, 0] >= high, name, "knots reach over all types",
                $"they go from {knots[0, 0]:R} to {knots[last, 0]:R}");
            for (int k = 0; k < last; k++)
            {
                Law.Holds(knots[k, 0] < knots[k + 1, 0], name, "knots ascend in the type",
                    $"after {knots[k, 0]:R} comes {knots[k + 1, 0]:R}");
                double[] types = [knots[k, 0], knots[k, 0] + (knots[k + 1, 0] - knots[k, 0]) / 4];
                double[] expected = [knots[k, 1], knots[k, 1] + (knots[k + 1, 1] - knots[k, 1]) / 4];
                var found = new double[2];
                bids.Evaluate(row, types, found);
                Law.Near(expected, found, 1e-7, name, "knots agree with the evaluation");
            }
        }
    }

    /// <summary>A replica alone, and a member alone, has the numbers that it has among others, bit for bit.</summary>
    private static void Alone(IBidFunction bids, Opening opening, string name)
    {
        var together = Play(bids, opening);
        for (int row = 0; row < opening.Rows; row++)
        {
            var seat = opening.Seat.IsShared ? opening.Seat : new Seat([opening.Owner(row)], IsShared: false);
            var own = new Opening(opening.Game, seat, [opening.Seed(row)], CPU);
            using var single = seat.First.Strategy.Start(own);
            string who = opening.RowsPerReplica == 1 ? "a replica" : "a member of a cohort";
            Law.Equal(Parameters(single), Row(Parameters(bids), row, opening.Rows), name,
                $"{who} alone starts as its row");
            var alone = Play(single, own, Batch[opening.Replica(row)]);
            Law.Equal(alone.Bids(0), together.Bids(row), name, $"{who} alone bids as its row");
            Law.Equal(alone.Gradient, Row(together.Gradient, row, opening.Rows), name,
                $"{who} alone has the gradient of its row");
        }
    }

    private static void Ignores(IBidFunction bids, Opening opening, string name)
    {
        float[] sound = Play(bids, opening).Gradient;
        float[] padded = Play(bids, opening, padding: float.NaN).Gradient;
        Law.Equal(sound, padded, name, "what stands in the padding does not enter the gradient");
    }

    /// <summary>The gradient of J = mean_k sum_a s_ka b_a(v_k), for fixed slopes s, against differences in 64
    /// bits.</summary>
    private static void Slopes(IBidFunction bids, Opening opening, int row, string name)
    {
        // Small, since networks have kinks: a parameter moves by a few thousand of its last places, and J is computed
        // in 64 bits.
        const float H = 1f / 16384;
        var found = Play(bids, opening);
        double[] v = [.. found.Types(row).Select(x => (double)x)];
        int parameters = found.Gradient.Length / opening.Rows, numbers = opening.Game.Shape.Bids;
        var mine = bids.Parameters.AsSpan<float>().Slice(row * parameters, parameters);
        double[] expected = new double[parameters];
        for (int k = 0; k < parameters; k++)
        {
            float at = mine[k];
            (mine[k], float up) = (at + H, at + H);
            double above = Weighted(bids, row, v, numbers, v.Length / opening.Game.Shape.Types);
            (mine[k], float down) = (at - H, at - H);
            double below = Weighted(bids, row, v, numbers, v.Length / opening.Game.Shape.Types);
            mine[k] = at;
            expected[k] = (above - below) / ((double)up - down);
        }
        double length = Math.Sqrt(expected.Sum(x => x * x));
        float[] gradient = Row(found.Gradient, row, opening.Rows);
        double apart = Math.Sqrt(expected.Zip(gradient, (x, y) => (x - y) * (x - y)).Sum());
        Law.Holds(apart <= 2e-3 * length + 1e-6, name, "the gradient is the difference quotient",
            $"in row {row} they are {apart:0.######} apart, at a length of {length:0.######}");
    }

    private static double Weighted(IBidFunction bids, int row, double[] types, int numbers, int games)
    {
        var b = new double[games * numbers];
        bids.Evaluate(row, types, b);
        return b.Select((x, k) => x * Slope(k)).Sum() / games;
    }

    private static float Slope(int place) => 1 - 0.125f * (place % 7);

    private static float[] Row(float[] numbers, int row, int rows) =>
        [.. numbers.Skip(row * (numbers.Length / rows)).Take(numbers.Length / rows)];

    private static float[] Parameters(IBidFunction bids) =>
        bids.Parameters.to(float32).contiguous().AsSpan<float>().ToArray();

    private static Played Play(IBidFunction bids, Opening opening, double? batch = null, float padding = 0)
    {
        var (d, a) = (opening.Game.Shape.Types, opening.Game.Shape.Bids);
        double[] counts = [.. Enumerable.Range(0, opening.Rows).Select(row => batch ?? Batch[opening.Replica(row)])];
        using var rows = new RowCounts(counts, CPU);
        var types = zeros(opening.Rows, Rows, d, dtype: float32);
        var (bid, slope) = (zeros(opening.Rows, Rows, a, dtype: float32), zeros(opening.Rows, Rows, a, dtype: float32));
        for (int row = 0; row < opening.Rows; row++)
        {
            var key = StreamKey.Of(opening.Seed(row), opening.Owner(row).Id, "types");
            opening.Game.Nature.Draw(opening.Owner(row), key, 1, types.AsSpan<float>().Slice(row * Rows * d, Rows * d));
            for (int k = 0; k < Rows * a; k++)
            {
                slope.AsSpan<float>()[row * Rows * a + k] = k < counts[row] * a ? Slope(k) : padding;
            }
        }
        bids.Bid(bids.Parameters, types, bid, rows);
        var gradient = zeros(bids.Parameters.shape, dtype: float32);
        if (opening.Seat.First.Strategy.IsSmooth)
        {
            bids.Gradient(types, slope, rows, gradient);
        }
        return new Played(types.AsSpan<float>().ToArray(), bid.AsSpan<float>().ToArray(),
            gradient.AsSpan<float>().ToArray(), counts, d, a);
    }

    private sealed record Played(float[] AllTypes, float[] AllBids, float[] Gradient, double[] Counts, int D, int A)
    {
        public float[] Types(int row) => AllTypes.AsSpan(row * Rows * D, (int)Counts[row] * D).ToArray();

        public float[] Bids(int row) => AllBids.AsSpan(row * Rows * A, (int)Counts[row] * A).ToArray();
    }

    /// <summary>A game in which only the numbers of types and bids matter; nobody wins.</summary>
    private sealed class ManyNumbers(int types, int numbers) : IMechanism
    {
        public GameShape Shape(int bidders) => new(types, numbers, types);

        public AgentMarkets.Auctions.Mechanisms.Outcome Clear(Tensor bids, Tensor? lots = null)
        {
            var none = zeros([.. bids.shape[..3], types], dtype: bids.dtype);
            return new AgentMarkets.Auctions.Mechanisms.Outcome(none, none, null);
        }
    }
}
