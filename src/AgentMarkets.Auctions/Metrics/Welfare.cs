using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Torch;
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

    /// <summary>From draws of a stream of its own, the same for every run.</summary>
    private static double Sampled(BayesianGame game)
    {
        using var scope = NewDisposeScope();
        var (n, d) = (game.Bidders.Count, game.Shape.Types);
        int samples = Math.Max(1 << 10, Samples / Math.Max(1, n / 8));
        var worth = game.Bidders.Select(bidder =>
        {
            var values = zeros(samples, d, dtype: float64);
            var stream = game.Nature.StreamOf(bidder, 0, "welfare");
            if (game.Nature.ValuesAreTypes)
            {
                game.Nature.Draw(bidder, stream, 0, values.AsSpan<double>());
            }
            else
            {
                game.Nature.Values(stream, 0, values.AsSpan<double>());
            }
            return game.Mechanism.Worth(bidder.Number, values);
        }).ToArray();
        return game.Mechanism.BestWelfare(stack(worth, 1)).mean().item<double>();
    }
}
