using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Catalog;
using Xunit;
using ChiSquared = MathNet.Numerics.Distributions.ChiSquared;

namespace AgentMarkets.Auctions.Tests;

/// <summary>The correlations of docs/auctions.md, 5: their joint, marginal and conditional laws.</summary>
public class CorrelationTests
{
    private const int Members = 3;
    private const int Cells = 8;

    public static TheoryData<string> All => [.. Correlations.Keys];

    private static SortedDictionary<string, ICorrelation> Correlations => new(StringComparer.Ordinal)
    {
        ["bernoulli(0)"] = Bernoulli(0),
        ["bernoulli(0.3)"] = Bernoulli(.3),
        ["bernoulli(1)"] = Bernoulli(1),
        ["constant-weights(0)"] = Constant(0),
        ["constant-weights(0.2)"] = Constant(.2),
        ["constant-weights(0.7)"] = Constant(.7),
        ["constant-weights(1)"] = Constant(1),
        ["affiliated"] = new Affiliated(),
        ["mineral-rights"] = new MineralRights(),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void EveryMemberHasTheMarginal(string name)
    {
        var correlation = Correlations[name];
        var (places, _) = Joint(correlation, seed: 1);
        for (int i = 0; i < Members; i++)
        {
            double distance = Samples.Distance(Column(places, Members, i),
                o => correlation.Marginal?.Cdf(o) ?? Math.Clamp(o, 0, 1));
            Assert.InRange(distance, 0, Samples.CriticalDistance);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Marginals_KeepTheLawsOfADistribution(string name)
    {
        if (Correlations[name].Marginal is not { } marginal)
        {
            Assert.False(Correlations[name].NeedsUniformPrior);
            return;
        }
        double before = -1;
        for (int k = 0; k < 4096; k++)
        {
            double v = k / 4096.0;
            marginal.Quantile(new Span<double>(ref v));
            Assert.Equal(k / 4096.0, marginal.Cdf(v), 1e-12);
            Assert.True(v >= before);
            before = v;
            double h = 1e-6, slope = (marginal.Cdf(v + h) - marginal.Cdf(v - h)) / (2 * h);
            Assert.True(v < .01 || Math.Abs(marginal.Density(v) - slope) < 1e-4, $"f({v}) is not {slope}");
        }
        var (types, weights) = marginal.Grid(1025);
        Assert.Equal(marginal.Support, (types[0], types[^1]));
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.All(weights, w => Assert.True(w >= 0));
    }

    [Fact]
    public void GridsOfMarginals_HaveTheirMoments()
    {
        // s + z: mean 1, E o^2 = 1 + 1/6. 2Vz: mean 1/2, E o^2 = 4/9. (1-w)z + ws: variance ((1-w)^2 + w^2)/12, and
        // gamma = 0.2 is w = 1/3.
        (ICorrelation, double, double)[] known =
            [(new Affiliated(), 1, 7.0 / 6), (new MineralRights(), .5, 4.0 / 9), (Constant(.2), .5, .25 + 5.0 / 108)];
        foreach (var (correlation, mean, square) in known)
        {
            var (types, weights) = correlation.Marginal!.Grid(1025);
            Assert.Equal(mean, types.Zip(weights).Sum(g => g.Second * g.First), 1e-9);
            Assert.Equal(square, types.Zip(weights).Sum(g => g.Second * g.First * g.First), 1e-7);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.2)]
    [InlineData(.5)]
    [InlineData(.9)]
    [InlineData(1)]
    public void Gamma_IsTheCorrelation(double gamma)
    {
        foreach (var correlation in (ICorrelation[])[Bernoulli(gamma), Constant(gamma)])
        {
            var (places, _) = Joint(correlation, seed: 2);
            double[] one = [.. Column(places, Members, 0)], two = [.. Column(places, Members, 1)];
            // 3.9 standard errors of at most 1/sqrt(n): 1e-4.
            Assert.Equal(gamma, MathNet.Numerics.Statistics.Correlation.Pearson(one, two),
                3.9 / Math.Sqrt(Samples.Count));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ConditionalDraws_AveragedOverOneMemberGiveTheJointLaw(string name)
    {
        var correlation = Correlations[name];
        var (joint, jointValues) = Joint(correlation, seed: 3);
        var (built, builtValues) = FromConditionals(correlation, correlation, seed: 4);
        AssertSame(joint, built, correlation);
        if (!correlation.ValuesAreObservations)
        {
            // The value goes with the observations: the cells of (o_1, V) and (o_2, V).
            Assert.True(CellProbability(joint, built, (0, 0), jointValues, builtValues) > 1e-4);
            Assert.True(CellProbability(joint, built, (1, 1), jointValues, builtValues) > 1e-4);
        }
    }

    [Fact]
    public void ConditionalDraws_OfAnotherLawAreSeen()
    {
        // The control: each with the conditional law of a slightly different one.
        (ICorrelation, ICorrelation)[] wrong =
            [(Bernoulli(.3), Bernoulli(.35)), (Constant(.2), Constant(.25)), (new Affiliated(), Constant(.5)),
                (new MineralRights(), new Affiliated())];
        foreach (var (claimed, used) in wrong)
        {
            var (joint, _) = Joint(claimed, seed: 3);
            var (built, _) = FromConditionals(claimed, used, seed: 4);
            Assert.True(CellProbability(joint, built, (0, 1)) < 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ShortAndLongForms_AgreeAndGamesDoNotMeet(string name)
    {
        var correlation = Correlations[name];
        int games = 1000, draws = correlation.SharedDraws;
        float[] own = Narrow(Samples.Uniforms(5, games, "own"));
        float[] shared = Narrow(Samples.Uniforms(5, games * draws, "shared"));
        var places = new float[games];
        correlation.Observe<float>(own, shared, places);
        var wide = new double[games];
        correlation.Observe<double>(Widen(own), Widen(shared), wide);
        for (int k = 0; k < games; k++)
        {
            Assert.Equal(wide[k], places[k], 1e-6);
            float alone = own[k];
            var only = new Span<float>(ref alone);
            correlation.Observe(only, shared.AsSpan(k * draws, draws), only);
            Assert.Equal(places[k], alone);
        }
    }

    [Fact]
    public void GammaOfZeroAndOne_AreTheIndependentAndTheCommonDraw()
    {
        double[] own = [.25, .5], place = new double[2];
        foreach (var (correlation, shared, common) in
            ((Func<double, ICorrelation>, double[], double[])[])[(Bernoulli, [0, .75, .99, .125], [.75, .125]),
                (Constant, [.75, .125], [.75, .125])])
        {
            correlation(0).Observe<double>(own, shared, place);
            Assert.Equal(own, place);
            correlation(1).Observe<double>(own, shared, place);
            Assert.Equal(common, place);
            correlation(0).Conditional(.25, [.9, .5, .75], place, []);
            Assert.Equal([.5, .75], place);
            correlation(1).Conditional(.25, [.9, .5, .75], place, []);
            Assert.Equal([.25, .25], place);
        }
        Assert.Equal([0, .3, 1], ((double[])[-1, .3, 2]).Select(o => Constant(0).Marginal!.Cdf(o)));
    }

    [Fact]
    public void BernoulliRanks_GoThroughAnyPriors()
    {
        // A weak bidder of U[0,1/2] and one of three atoms, gamma = 1: given the atom in the middle, whose ranks are
        // [1/4, 3/4), the weak one is uniform on [1/8, 3/8].
        IPrior atoms = new Empirical(new Empirical.Settings
        {
            File = new DataFile("v.csv", "value,weight\n1,1\n2,2\n3,1\n"),
        });
        IPrior weak = new Uniform(new Uniform.Settings { High = .5 });
        double[] uniforms = Samples.Uniforms(6, Samples.Count, "ranks");
        var types = new double[Samples.Count];
        for (int k = 0; k < types.Length; k++)
        {
            double rank = ICorrelation.Rank(atoms, 1, 2, uniforms[k]);
            Bernoulli(1).Conditional(rank, [.5, .5], types.AsSpan(k, 1), []);
        }
        weak.Quantile(2, types.AsSpan());
        Assert.InRange(Samples.Distance(types, v => Math.Clamp(4 * (v - .125), 0, 1)), 0, Samples.CriticalDistance);
        Assert.Equal(.6, ICorrelation.Rank(weak, 2, .3, .99), 1e-15);
    }

    [Fact]
    public void Values_AreThoseOfTheModel()
    {
        double[] values = new double[2];
        new Affiliated().Values<double>([.2, .6, 1, 1.5], [.1, .9], values);
        Assert.Equal([.4, 1.25], values);
        new MineralRights().Values<double>([.2, .6, 1, 1.5], [.1, .9], values);
        Assert.Equal([.1, .9], values);
        Assert.Throws<InvalidOperationException>(() => Bernoulli(0).Values<double>([], [], []));
    }

    [Fact]
    public void KnownEquilibria_HaveTheirUtility()
    {
        // Affiliated, first price, two bidders with 2o/3: 1/9. Mineral rights, second price, three bidders with
        // 2o/(2+o): 0.04517763 (Krishna 2010, examples 6.1 and 6.2). Given the own observation, so that the conditional
        // law is what is tested.
        Assert.Equal(1.0 / 9, Utility(new Affiliated(), 1, (v, _, own) => v - 2 * own / 3), 1e-3);
        Assert.Equal(.04517763, Utility(new MineralRights(), 2, (v, rival, _) => v - 2 * rival / (2 + rival)), 1e-3);
    }

    private static double Utility(ICorrelation correlation, int rivals, Func<double, double, double, double> won)
    {
        const int Draws = 4096;
        var (types, weights) = correlation.Marginal!.Grid(65);
        double[] uniforms = Samples.Uniforms(7, Draws * (1 + rivals), "conditional");
        var others = new double[Draws * rivals];
        var values = new double[Draws];
        double utility = 0;
        for (int t = 0; t < types.Length; t++)
        {
            correlation.Conditional(types[t], uniforms, others, values);
            double sum = 0;
            for (int k = 0; k < Draws; k++)
            {
                double highest = others.AsSpan(k * rivals, rivals).ToArray().Max();
                sum += highest < types[t] ? won(values[k], highest, types[t]) : 0;
            }
            utility += weights[t] * sum / Draws;
        }
        return utility;
    }

    /// <summary>Places [count, Members] and values as nature and the bidders draw them.</summary>
    private static (double[] Places, double[] Values) Joint(ICorrelation correlation, ulong seed)
    {
        var places = new double[Samples.Count * Members];
        double[] shared = Samples.Uniforms(seed, Samples.Count * correlation.SharedDraws, "shared");
        for (int i = 0; i < Members; i++)
        {
            double[] own = Samples.Uniforms(seed, Samples.Count, $"own-{i}");
            correlation.Observe<double>(own, shared, own);
            for (int k = 0; k < own.Length; k++)
            {
                places[k * Members + i] = own[k];
            }
        }
        var values = new double[Samples.Count];
        if (!correlation.ValuesAreObservations)
        {
            correlation.Values<double>(places, shared, values);
        }
        return (places, values);
    }

    /// <summary>The first member from its marginal, the others from a conditional law.</summary>
    private static (double[] Places, double[] Values) FromConditionals(ICorrelation correlation, ICorrelation law,
        ulong seed)
    {
        double[] first = Samples.Uniforms(seed, Samples.Count, "first");
        correlation.Marginal?.Quantile(first.AsSpan());
        double[] uniforms = Samples.Uniforms(seed, Samples.Count * Members, "conditional");
        var places = new double[Samples.Count * Members];
        var values = new double[Samples.Count];
        for (int k = 0; k < first.Length; k++)
        {
            places[k * Members] = first[k];
            law.Conditional(first[k], uniforms.AsSpan(k * Members, Members),
                places.AsSpan(k * Members + 1, Members - 1),
                values.AsSpan(k, law.ValuesAreObservations ? 0 : 1));
        }
        return (places, values);
    }

    private static void AssertSame(double[] joint, double[] built, ICorrelation correlation)
    {
        foreach (var pair in ((int, int)[])[(0, 1), (0, 2), (1, 2)])
        {
            double probability = CellProbability(joint, built, pair);
            Assert.True(probability > 1e-4, $"{Piece.NameOf(correlation)}, members {pair}: {probability}");
        }
    }

    /// <summary>The chi-square test of two equally large samples over the cells of two members, or of a member and the
    /// value.</summary>
    private static double CellProbability(double[] a, double[] b, (int, int) pair, double[]? valuesOfA = null,
        double[]? valuesOfB = null)
    {
        var counts = new int[2, Cells * Cells];
        double top = Math.Max(a.Max(), b.Max());
        foreach (var (sample, values, row) in new[] { (a, valuesOfA, 0), (b, valuesOfB, 1) })
        {
            for (int k = 0; k < Samples.Count; k++)
            {
                double second = values?[k] ?? sample[k * Members + pair.Item2];
                int across = Math.Min(Cells - 1, (int)(sample[k * Members + pair.Item1] / top * Cells));
                int down = Math.Min(Cells - 1, (int)(second / top * Cells));
                counts[row, across * Cells + down]++;
            }
        }
        double statistic = 0;
        int cells = 0;
        for (int c = 0; c < Cells * Cells; c++)
        {
            double sum = counts[0, c] + counts[1, c];
            if (sum >= 20)
            {
                statistic += Math.Pow(counts[0, c] - counts[1, c], 2) / sum;
                cells++;
            }
        }
        return 1 - ChiSquared.CDF(cells - 1, statistic);
    }

    private static IEnumerable<double> Column(double[] places, int width, int column) =>
        Enumerable.Range(0, places.Length / width).Select(k => places[k * width + column]);

    private static float[] Narrow(double[] numbers) => [.. numbers.Select(x => (float)x)];

    private static double[] Widen(float[] numbers) => [.. numbers.Select(x => (double)x)];

    private static ICorrelation Bernoulli(double gamma) =>
        new Bernoulli(new Bernoulli.Settings { Gamma = gamma });

    private static ICorrelation Constant(double gamma) =>
        new ConstantWeights(new ConstantWeights.Settings { Gamma = gamma });
}
