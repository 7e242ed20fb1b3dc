using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every distribution of types.</summary>
public static class PriorLaws
{
    private const int Draws = 1 << 16;

    // Kolmogorov and Smirnov: at 2^16 draws a distance of 1e-2 has probability 3e-6.
    private const double LargestDistance = 1e-2;

    /// <summary>Checks the priors of a catalogue, each choice of each made once.</summary>
    /// <param name="examples">How priors without defaults are written: <c>empirical(file=values.csv)</c>.</param>
    /// <exception cref="TestKitException">A law is broken, or a prior has neither defaults nor an example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null)
    {
        foreach (var (text, prior) in Pieces.Of<IPrior>(catalog, examples ?? [], data))
        {
            Check(prior, text);
        }
    }

    /// <summary>Checks one prior, for each bidder that it describes.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IPrior prior, string? name = null)
    {
        name ??= Piece.NameOf(prior);
        for (int bidder = 1; bidder <= (prior.Bidders ?? 2); bidder++)
        {
            double[] types = Draw(prior, bidder, seed: 1);
            Law.Holds(types.SequenceEqual(Draw(prior, bidder, seed: 1)), name, "the same stream gives the same types",
                $"bidder {bidder} drew others the second time (seed=1)");
            InsideSupport(prior, bidder, types, name);
            FitsDistribution(prior, bidder, types, name);
            FloatForm(prior, bidder, name);
            Quantiles(prior, bidder, name);
            Grid(prior, bidder, name);
        }
    }

    private static double[] Draw(IPrior prior, int bidder, ulong seed)
    {
        var types = new double[Draws];
        new RandomStream(StreamKey.Of(seed, new ActorId("bidder", bidder), "types"), 1).Uniform(types.AsSpan());
        prior.Quantile(bidder, types.AsSpan());
        return types;
    }

    private static void InsideSupport(IPrior prior, int bidder, double[] types, string name)
    {
        var (low, high) = prior.Support(bidder);
        foreach (double v in types)
        {
            Law.Holds(v >= low && v <= high, name, "types lie inside the support",
                $"bidder {bidder} drew {v:R}, outside [{low:R}, {high:R}] (seed=1)");
        }
        Law.Holds(prior.Cdf(bidder, high) == 1, name, "the distribution reaches 1 at the highest type",
            $"F({high:R}) = {prior.Cdf(bidder, high):R} for bidder {bidder}");
        double below = prior.Cdf(bidder, low - 1);
        Law.Holds(below == 0, name, "the distribution is 0 below the lowest type", $"F({low - 1:R}) = {below:R}");
    }

    private static void FitsDistribution(IPrior prior, int bidder, double[] types, string name)
    {
        double[] sorted = [.. types.Order()];
        for (int k = 0; k < sorted.Length; k++)
        {
            // At the last of equal draws the share of draws up to it estimates F, atoms included.
            if (k + 1 < sorted.Length && sorted[k + 1] == sorted[k])
            {
                continue;
            }
            double share = (k + 1.0) / sorted.Length, probability = prior.Cdf(bidder, sorted[k]);
            Law.Holds(Math.Abs(share - probability) < LargestDistance, name, "draws fit the distribution",
                $"a share of {share:0.####} of bidder {bidder}'s types is at most {sorted[k]:R}, "
                + $"where F is {probability:0.####} (seed=1)");
        }
    }

    private static void FloatForm(IPrior prior, int bidder, string name)
    {
        // An odd number, so that what is left over from whole vectors is tested too.
        var narrow = new float[1027];
        new RandomStream(StreamKey.Of(1, new ActorId("bidder", bidder), "types"), 1).Uniform(narrow.AsSpan());
        double[] wide = [.. narrow.Select(u => (double)u)];
        float[] alone = [.. narrow];
        prior.Quantile(bidder, narrow.AsSpan());
        prior.Quantile(bidder, wide.AsSpan());
        Law.Near(wide, [.. narrow.Select(v => (double)v)], 1e-6, name, "32-bit and 64-bit types agree");
        for (int k = 0; k < alone.Length; k++)
        {
            prior.Quantile(bidder, alone.AsSpan(k, 1));
        }
        Law.Equal(narrow, alone, name, "a type does not depend on those drawn beside it");
    }

    private static void Quantiles(IPrior prior, int bidder, string name)
    {
        double[] u = [.. Enumerable.Range(0, 4096).Select(k => k / 4096.0)];
        double[] v = [.. u];
        prior.Quantile(bidder, v.AsSpan());
        for (int k = 0; k < u.Length; k++)
        {
            Law.Holds(k == 0 || prior.IsJoint || v[k] >= v[k - 1], name, "higher draws are higher types",
                $"Q({u[k]:R}) = {v[k]:R}, below Q({u[Math.Max(0, k - 1)]:R}) = {v[Math.Max(0, k - 1)]:R}");
            Law.Holds(!prior.IsContinuous || Math.Abs(prior.Cdf(bidder, v[k]) - u[k]) < 1e-9, name,
                "F inverts the quantile", $"F(Q({u[k]:R})) = {prior.Cdf(bidder, v[k]):R}");
        }
    }

    private static void Grid(IPrior prior, int bidder, string name)
    {
        var (low, high) = prior.Support(bidder);
        var (types, weights) = prior.Grid(bidder, 257);
        Law.Holds(types.Length == weights.Length && types.Length <= 257, name, "a grid has a weight for every type",
            $"{types.Length} types, {weights.Length} weights");
        Law.Holds(Math.Abs(weights.Sum() - 1) < 1e-12 && weights.All(w => w >= 0), name, "a grid's weights sum to 1",
            $"they sum to {weights.Sum():R}");
        Law.Holds(types.SequenceEqual(types.Order()), name, "a grid's types ascend", $"bidder {bidder}'s do not");
        Law.Holds(types[0] == low && types[^1] == high, name, "a grid has both ends of the support",
            $"it goes from {types[0]:R} to {types[^1]:R}, the support from {low:R} to {high:R}");
    }
}
