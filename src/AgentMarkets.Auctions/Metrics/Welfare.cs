using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>What could be had at most: the mean welfare of the best allocation.</summary>
internal static class Welfare
{
    private const int Samples = 1 << 16, Steps = 1 << 16;

    public static double Best(BayesianGame game)
    {
        if (game.Bidders[0].Prior is Empirical { IsJoint: true } empirical && game.Mechanism is OneItem)
        {
            return empirical.MeanRowMaximum();
        }
        return game.Mechanism is OneItem && game.Nature.IsIndependent ? HighestValue(game.Bidders) : Sampled(game);
    }

    /// <summary>E max = integral of 1 - product_i F_i(v) over v of at least 0, for independent types.</summary>
    private static double HighestValue(IReadOnlyList<Bidder> bidders)
    {
        double high = bidders.Max(b => b.Prior.Support(b.Number).High), sum = 0;
        // Bidders of one prior have one cdf.
        var laws = bidders.GroupBy(b => (b.Prior, b.Prior.Bidders is null ? 0 : b.Number))
            .Select(group => (group.First(), group.Count())).ToArray();
        for (int k = 0; k < Steps; k++)
        {
            double v = high * (k + 0.5) / Steps;
            sum += 1 - laws.Aggregate(1.0, (product, law) =>
                product * Power(law.Item1.Prior.Cdf(law.Item1.Number, v), law.Item2));
        }
        return high * sum / Steps;
    }

    private static double Power(double x, int n)
    {
        double power = 1;
        for (int k = 0; k < n; k++)
        {
            power *= x;
        }
        return power;
    }

    /// <summary>From games that fill the cube of all draws evenly, or where these are many from draws of a stream of
    /// its own; the same for every run.</summary>
    private static double Sampled(BayesianGame game)
    {
        using var scope = NewDisposeScope();
        var (n, d) = (game.Bidders.Count, game.Shape.Types);
        int samples = Math.Max(1 << 10, Samples / Math.Max(1, n / 8));
        int common = game.Nature.Correlation?.SharedDraws ?? 0;
        // A joint prior has one draw for all.
        bool isJoint = game.Bidders[0].Prior.IsJoint;
        int width = isJoint ? 1 : n * d + common;
        var draws = Draws(samples, width);
        double[] shared = Columns(draws, width, width - common, common);
        double[][] types = [.. game.Bidders.Select((bidder, i) =>
        {
            double[] own = isJoint ? draws.ToArray() : Columns(draws, width, i * d, d);
            game.Nature.Types(bidder, shared, own);
            return own;
        })];
        var values = new double[game.Nature.ValuesAreTypes ? 0 : samples];
        if (values.Length > 0)
        {
            // All bidders are members.
            double[] places = [.. Enumerable.Range(0, samples * n).Select(k => types[k % n][k / n])];
            game.Nature.Correlation!.Values<double>(places, shared, values);
        }
        var worth = game.Bidders.Select((bidder, i) => game.Mechanism.Worth(bidder.Number,
            values.Length > 0 ? tensor(values, [samples, 1]) : tensor(types[i], [samples, d]))).ToArray();
        return game.Mechanism.BestWelfare(stack(worth, 1)).mean().item<double>();
    }

    private static double[] Draws(int samples, int width)
    {
        var draws = new double[samples * width];
        if (width > KroneckerPoints.MostDimensions)
        {
            new RandomStream(StreamKey.Of(0, new ActorId("nature", 1), "welfare"), 0).Uniform(draws);
            return draws;
        }
        KroneckerPoints.Fill([.. Enumerable.Repeat(0.5, width)], draws, width);
        return draws;
    }

    /// <summary>[samples, count] of [samples, width].</summary>
    private static double[] Columns(double[] draws, int width, int first, int count)
    {
        var some = new double[draws.Length / width * count];
        for (int k = 0; k < some.Length; k++)
        {
            some[k] = draws[k / count * width + first + k % count];
        }
        return some;
    }
}
