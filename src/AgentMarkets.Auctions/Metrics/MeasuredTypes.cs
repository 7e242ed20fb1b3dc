using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>Types at which a bidder is measured, and what each outcome is worth to them.</summary>
internal sealed class MeasuredTypes
{
    private const int Measured = 1025;

    // Of several numbers: this many sets of so many even points each, more where a type costs next to nothing.
    private const int ShiftedSets = 8, EachOfMany = 64, EachOfManyCheap = 512;
    private const int Correlated = 129;
    private const int OnShow = 129, OnShowOfMany = 33;

    private MeasuredTypes(MeasuredTypes all, int t)
    {
        (Dimension, Weights) = (all.Dimension, [1]);
        int outcomes = all.Worth.Length / all.Count;
        Types = all.Types[(t * Dimension)..((t + 1) * Dimension)];
        Worth = all.Worth[(t * outcomes)..((t + 1) * outcomes)];
        Cost = all.Cost.Length == 0 ? [] : [all.Cost[t]];
    }

    private MeasuredTypes(BayesianGame game, Bidder bidder, double[] types, double[] weights)
    {
        (Types, Weights) = (types, weights);
        using var scope = NewDisposeScope();
        var values = tensor(types, [types.Length / game.Shape.Types, game.Shape.Types]);
        // Where every game has a value of its own, what is won is told in value: docs/auctions.md, 4.
        Worth = game.Nature.ValuesAreTypes
            ? game.Mechanism.Worth(bidder.Number, values).contiguous().AsSpan<double>().ToArray()
            : [.. weights.Select(_ => 1.0)];
        Cost = game.Mechanism.Cost(bidder.Number, values)?.contiguous().AsSpan<double>().ToArray() ?? [];
        Dimension = game.Shape.Types;
    }

    /// <summary>[T, D] row by row.</summary>
    public double[] Types { get; }

    /// <summary>[T], summing to 1; what each stands for of the distribution.</summary>
    public double[] Weights { get; }

    /// <summary>[T, K] row by row.</summary>
    public double[] Worth { get; }

    /// <summary>[T], or empty where a unit of payment costs 1.</summary>
    public double[] Cost { get; }

    /// <summary>D.</summary>
    public int Dimension { get; }

    /// <summary>T.</summary>
    public int Count => Weights.Length;

    /// <summary>How many sets of equal size they fall into, one after the other, each of which stands for the
    /// distribution by itself; 1 where they are no sample of it.</summary>
    public int Sets { get; private init; } = 1;

    /// <summary>One of them alone.</summary>
    public MeasuredTypes Only(int t) => new(this, t);

    /// <summary>Types that stand for the distribution: the prior's grid, or where a type has several numbers points
    /// that fill the distribution evenly, in sets with random shifts of their own.</summary>
    public static MeasuredTypes Weighted(BayesianGame game, Bidder bidder)
    {
        if (game.Shape.Types == 1)
        {
            // Correlated types have a sample of their own each: fewer of them serve.
            var (types, weights) = game.Nature.Grid(bidder,
                game.Nature.Correlation is null ? Measured : Correlated);
            return new MeasuredTypes(game, bidder, types, weights);
        }
        return Spread(game, bidder);
    }

    /// <summary>The same for a bidder whose payments and wins jump between two types that are next to each other: a
    /// grid for either side.</summary>
    public static MeasuredTypes Split(BayesianGame game, Bidder bidder, (double Below, double Above) jump)
    {
        var (low, high) = game.Nature.Support(bidder);
        double share = (jump.Below - low) / (high - low);
        // Simpson's rule needs an even number of steps on both sides.
        int steps = Math.Clamp((int)(share * (Measured - 1)) / 2 * 2, 2, Measured - 3);
        var below = ProductSimpson.Grid(low, jump.Below, steps + 1, v => game.Nature.Cdf(bidder, v));
        var above = ProductSimpson.Grid(jump.Above, high, Measured - steps, v => game.Nature.Cdf(bidder, v));
        return new MeasuredTypes(game, bidder, [.. below.Types, .. above.Types], [.. below.Weights, .. above.Weights]);
    }

    private static MeasuredTypes Spread(BayesianGame game, Bidder bidder)
    {
        int d = game.Shape.Types, even = Math.Min(d, KroneckerPoints.MostDimensions);
        bool isCheap = bidder.Utility.IsQuasiLinear && (game.Mechanism is MultiUnit || game.Mechanism.IsAdditive);
        int each = isCheap ? EachOfManyCheap : EachOfMany;
        var draws = new double[ShiftedSets * (each * d + even)];
        new RandomStream(StreamKey.Of(0, new ActorId("measured", bidder.Number), "types"), 0).Uniform(draws);
        var (types, shifts) = (draws[..(ShiftedSets * each * d)], draws[(ShiftedSets * each * d)..]);
        for (int set = 0; set < ShiftedSets; set++)
        {
            // Numbers beyond these stay independent draws.
            KroneckerPoints.Fill(shifts.AsSpan(set * even, even), types.AsSpan(set * each * d, each * d), d);
        }
        game.Nature.Types(bidder, types);
        int count = ShiftedSets * each;
        return new MeasuredTypes(game, bidder, types, [.. Enumerable.Repeat(1.0 / count, count)])
        {
            Sets = ShiftedSets,
        };
    }

    /// <summary>Some types of one number each, which stand for nothing.</summary>
    public static MeasuredTypes At(BayesianGame game, Bidder bidder, double[] types) =>
        new(game, bidder, types, new double[types.Length]);

    /// <summary>Types drawn from the distribution.</summary>
    public static MeasuredTypes Drawn(BayesianGame game, Bidder bidder, int count, StreamKey key, long round)
    {
        var drawn = new double[count * game.Shape.Types];
        game.Nature.Draw(bidder, key, round, drawn.AsSpan());
        return new MeasuredTypes(game, bidder, drawn, [.. Enumerable.Repeat(1.0 / count, count)]);
    }

    /// <summary>Types to look at: evenly from the lowest to the highest, or where a type has several numbers along each
    /// of them with the others in the middle.</summary>
    public static MeasuredTypes Shown(BayesianGame game, Bidder bidder)
    {
        var (low, high) = game.Nature.Support(bidder);
        int d = game.Shape.Types, each = d == 1 ? OnShow : OnShowOfMany;
        var types = new double[d * each * d];
        for (int axis = 0; axis < d; axis++)
        {
            for (int k = 0; k < each; k++)
            {
                var type = types.AsSpan((axis * each + k) * d, d);
                type.Fill((low + high) / 2);
                type[axis] = k == each - 1 ? high : low + (high - low) * k / (each - 1);
                if (game.Mechanism.TypesDescend)
                {
                    type.Sort(static (a, b) => b.CompareTo(a));
                }
            }
        }
        return new MeasuredTypes(game, bidder, types, new double[d * each]);
    }
}
