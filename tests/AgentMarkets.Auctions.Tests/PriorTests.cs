using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Randomness;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>The distributions of docs/auctions.md, 5. Golden numbers come from 30- to 60-digit arithmetic
/// (mpmath).</summary>
public class PriorTests
{
    private static readonly IPrior s_unit = new Uniform(new Uniform.Settings());

    private static readonly SortedDictionary<string, IPrior> s_priors = new(StringComparer.Ordinal)
    {
        ["beta(0.5, 0.5)"] = Beta(.5, .5),
        ["beta(0.5, 3)"] = Beta(.5, 3),
        ["beta(2, 5) on [1, 3]"] = Beta(2, 5, 1, 3),
        ["beta(5, 0.5)"] = Beta(5, .5),
        ["beta(0.2, 2)"] = Beta(.2, 2),
        ["beta(40, 60)"] = Beta(40, 60),
        ["beta(1000, 500)"] = Beta(1000, 500),
        ["power(0.5)"] = Power(.5),
        ["power(5) on [1, 3]"] = Power(5, 1, 3),
        ["normal(0.5, 0.25)"] = Normal(.5, .25),
        ["normal(-3, 0.5)"] = Normal(-3, .5),
        ["normal(2, 0.3)"] = Normal(2, .3),
        ["normal(0, 100)"] = Normal(0, 100),
        ["normal(0.3, 0.001)"] = Normal(.3, .001),
        ["normal(-19, 1)"] = Normal(-19, 1),
        ["uniform"] = s_unit,
    };

    public static TheoryData<string> All => [.. s_priors.Keys];

    [Theory]
    [InlineData(2, 5, 0, 1, .3, .579825, 2.1609)]
    [InlineData(.5, .5, 0, 1, .1, .204832764699133, 1.06103295394597)]
    [InlineData(2.5, 1.75, 1, 3, 2.5, .735345545315926, .778632672085491)]
    [InlineData(40, 60, 0, 1, .45, .846224797681399, 4.73240273064471)]
    [InlineData(1000, 500, 0, 1, .66, .290499935409881, 27.9590633581626)]
    public void Beta_HasItsDistributionAndDensity(double a, double b, double low, double high, double v, double f,
        double density)
    {
        Assert.Equal(f, Beta(a, b, low, high).Cdf(1, v), 1e-11);
        Assert.Equal(density, Beta(a, b, low, high).Density(1, v), 1e-10 * density);
    }

    [Theory]
    [InlineData(2, 5, .9, .510316306551492)]
    [InlineData(2.5, 1.75, .01, .108946965026573)]
    [InlineData(40, 60, .999, .553811758035936)]
    [InlineData(5, .5, .001, .322169149200912)]
    [InlineData(.5, .5, .25, .146446609406726)]
    public void Beta_HasItsQuantiles(double a, double b, double u, double v) =>
        Assert.Equal(v, Quantile(Beta(a, b), u), 1e-12);

    [Theory]
    [InlineData(.5, .25, .3, .198119768379573, 1.21400369975598, .203991883326524, .796008116673476)]
    [InlineData(-3, .5, .05, .462448124831866, 6.72598395558575, .00854252565749141, .18170670663728)]
    [InlineData(2, .3, .9, .286361546667596, 3.73118206700658, .82173206132763, .991240063202456)]
    [InlineData(0, 100, .25, .250003906252848, 1.00001354164724, .0999983500241722, .899997149961952)]
    public void TruncatedNormal_HasItsDistributionDensityAndQuantiles(double mean, double deviation, double v, double f,
        double density, double tenth, double nineTenths)
    {
        var prior = Normal(mean, deviation);
        Assert.Equal(f, prior.Cdf(1, v), 1e-12);
        Assert.Equal(density, prior.Density(1, v), 1e-11 * density);
        Assert.Equal(tenth, Quantile(prior, .1), 1e-12);
        Assert.Equal(nineTenths, Quantile(prior, .9), 1e-12);
    }

    [Fact]
    public void Power_IsTheBestOfSeveralUniformDraws()
    {
        // The best of three draws on [1,3]: F(2) = 1/8, f(2) = 3/4 / 2, F^-1(0.512) = 1 + 2 * 0.8.
        var prior = Power(3, 1, 3);
        Assert.Equal(.125, prior.Cdf(1, 2), 1e-15);
        Assert.Equal(.375, prior.Density(1, 2), 1e-15);
        Assert.Equal(2.6, Quantile(prior, .512), 1e-14);
    }

    [Fact]
    public void Fixed_IsOneAtom()
    {
        foreach (double value in (double[])[0, .7])
        {
            var prior = new Fixed(new Fixed.Settings { Value = value });
            Assert.Equal((value, value), prior.Support(1));
            Assert.Equal((0, 1), (prior.Cdf(1, Math.BitDecrement(value)), prior.Cdf(1, value)));
            Assert.Equal([value, value], (double[])[Quantile(prior, 0), Quantile(prior, .99)]);
            Assert.True(double.IsNaN(prior.Density(1, value)));
            var (types, weights) = prior.Grid(1, 1025);
            Assert.Equal([value], types);
            Assert.Equal([1], weights);
        }
    }

    [Fact]
    public void Fixed_PlaysWithoutANumberThatIsNone()
    {
        // Both know the value 0.8, bid 0.4 and share: utility 0.2; a bid just above wins it all: 0.4.
        var play = Play.FirstPrice("auction.prior=fixed(0.8)", "strategy=linear(start=0.5)");
        Assert.Equal(.2, play.Of("utility").Mean, 1e-6);
        Assert.Equal(.2, play.Of("utility-loss-ex-ante").Mean, 1e-6);
        Assert.Equal(.4, play.Of("revenue").Mean, 1e-6);
        Assert.Equal(1, play.Of("efficiency").Mean, 1e-4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Distribution_InvertsTheQuantiles(string name)
    {
        var prior = s_priors[name];
        double before = double.NegativeInfinity;
        for (int k = 0; k < 4096; k++)
        {
            double v = Quantile(prior, k / 4096.0);
            Assert.True(v >= before, $"Q falls at {k}/4096");
            Assert.Equal(k / 4096.0, prior.Cdf(1, v), 1e-9);
            before = v;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ShortAndLongForms_Agree(string name)
    {
        var prior = s_priors[name];
        var (low, high) = prior.Support(1);
        float[] u = [.. Enumerable.Range(0, 4096).Select(k => k / 4096f),
            .. Enumerable.Range(1, 24).SelectMany(k => (float[])[MathF.Pow(2, -k), 1 - MathF.Pow(2, -k)])];
        float[] together = [.. u];
        prior.Quantile(1, together.AsSpan());
        for (int k = 0; k < u.Length; k++)
        {
            // Half a unit in the last place of 32 bits, and the table's 1e-7.
            Assert.Equal(Quantile(prior, u[k]), together[k], 6e-8 * high + 1e-7 * (high - low));
            float alone = u[k];
            prior.Quantile(1, new Span<float>(ref alone));
            Assert.Equal(together[k], alone);
            Assert.True(k == 0 || k >= 4096 || together[k] >= together[k - 1], $"Q falls at {k}/4096");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Density_IsTheSlopeOfTheDistribution(string name)
    {
        var prior = s_priors[name];
        foreach (double u in (double[])[.1, .3, .5, .7, .9])
        {
            double v = Quantile(prior, u), h = 1e-4 / prior.Density(1, v);
            double slope = (prior.Cdf(1, v + h) - prior.Cdf(1, v - h)) / (2 * h);
            Assert.Equal(slope, prior.Density(1, v), 1e-5 * slope);
        }
        var (low, high) = prior.Support(1);
        Assert.Equal((0, 0), (prior.Density(1, low - .1), prior.Density(1, high + .1)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Draws_FitTheDistribution(string name) =>
        Assert.InRange(KolmogorovSmirnov(s_priors[name], s_priors[name]), 0, Samples.CriticalDistance);

    [Fact]
    public void Draws_OfAnotherPriorAreSeen() =>
        Assert.True(KolmogorovSmirnov(Beta(2, 2), Beta(2, 2.1)) > Samples.CriticalDistance);

    [Theory]
    [InlineData(.5, .5)]
    [InlineData(.5, 5)]
    [InlineData(1, 1)]
    [InlineData(1, .5)]
    [InlineData(2, 2)]
    [InlineData(2, .5)]
    [InlineData(5, 2)]
    [InlineData(5, 5)]
    [InlineData(40, 60)]
    public void BetaGrid_HasTheExactMoments(double a, double b)
    {
        // E x = a/(a+b), E x^2 = a(a+1)/((a+b)(a+b+1)), E x^4 with two factors more; on [1,3], v = 1 + 2x.
        double m1 = a / (a + b), m2 = m1 * (a + 1) / (a + b + 1), m3 = m2 * (a + 2) / (a + b + 2);
        GridHas(Beta(a, b), m1, m2, m3, 1e-9);
        GridHas(Beta(a, b, 1, 3), 1 + 2 * m1, 1 + 4 * m1 + 4 * m2, 1 + 6 * m1 + 12 * m2 + 8 * m3, 1e-8);
    }

    [Theory]
    [InlineData(.5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void PowerGrid_HasTheExactMoments(double p) =>
        GridHas(Power(p), p / (p + 1), p / (p + 2), p / (p + 3), 1e-9);

    [Theory]
    [InlineData(.5, .25, .5, .29835883147187)]
    [InlineData(-3, .5, .0792406834197997, .0122753892608704)]
    [InlineData(2, .3, .921634906642334, .854904657621775)]
    [InlineData(0, 100, .499995833347222, .333328888910053)]
    [InlineData(.3, .001, .3, .090001)]
    public void TruncatedNormalGrid_HasTheExactMoments(double mean, double deviation, double m1, double m2) =>
        GridHas(Normal(mean, deviation), m1, m2, double.NaN, 1e-8);

    [Theory]
    [MemberData(nameof(All))]
    public void Grids_AreDistributionsOnTheSupport(string name)
    {
        foreach (int size in (int[])[3, 257, 1025])
        {
            var (types, weights) = s_priors[name].Grid(1, size);
            Assert.Equal(size, types.Length);
            Assert.Equal(s_priors[name].Support(1), (types[0], types[^1]));
            Assert.Equal(types.Order(), types);
            Assert.All(weights, w => Assert.True(w >= 0));
            Assert.Equal(1, weights.Sum(), 1e-12);
        }
    }

    [Fact]
    public void BetaAndPowerOfOne_AreUniform()
    {
        var (types, weights) = s_unit.Grid(1, 1025);
        foreach (var prior in (IPrior[])[Beta(1, 1), Power(1)])
        {
            float[] narrow = [.. Enumerable.Range(0, 4096).Select(k => k / 4096f)];
            prior.Quantile(1, narrow.AsSpan());
            for (int k = 0; k < 4096; k++)
            {
                Assert.Equal(k / 4096f, narrow[k]);
                Assert.Equal(k / 4096.0, Quantile(prior, k / 4096.0), 1e-14);
                Assert.Equal(k / 4096.0, prior.Cdf(1, k / 4096.0), 1e-14);
            }
            Assert.Equal(1, prior.Density(1, .3), 1e-14);
            var (ownTypes, ownWeights) = prior.Grid(1, 1025);
            Assert.Equal(types, ownTypes);
            Assert.All(weights.Zip(ownWeights), w => Assert.Equal(w.First, w.Second, 1e-8));
            // The equilibrium utility of two bidders, int F (1 - F).
            Assert.Equal(1.0 / 6, types.Zip(ownWeights).Sum(g => g.Second * (1 - g.First) * g.First), 1e-12);
        }
    }

    [Fact]
    public void InterpolatedFile_HasAPiecewiseConstantDensity()
    {
        var prior = FromFile("value\n0\n1\n3\n", interpolate: true);
        Assert.Equal([0, .5, .5, .25, .25, 0],
            ((double[])[-.1, 0, .9, 1, 3, 3.1]).Select(v => prior.Density(1, v)));
        Assert.True(double.IsNaN(FromFile("value\n0\n1\n3\n", interpolate: false).Density(1, 1)));
        Assert.True(double.IsNaN(FromFile("value\n0\n1\n1\n3\n", interpolate: true).Density(1, 1)));
    }

    [Fact]
    public void WideFileOfFourColumns_IsDrawnRowByRow()
    {
        var prior = FromFile("a,b,c,d\n1,2,3,4\n5,6,7,8\n", interpolate: false);
        Assert.Equal(4, prior.Bidders);
        for (int bidder = 1; bidder <= 4; bidder++)
        {
            double[] u = [.2, .8];
            prior.Quantile(bidder, u.AsSpan());
            Assert.Equal([bidder, 4 + bidder], u);
        }
    }

    [Theory]
    [InlineData("beta(a=0)", "a")]
    [InlineData("beta(low=2)", "high")]
    [InlineData("power(exponent=0)", "exponent")]
    [InlineData("truncated-normal(deviation=0)", "deviation")]
    [InlineData("truncated-normal(deviation=101)", "deviation")]
    [InlineData("truncated-normal(mean=-6)", "mean")]
    [InlineData("truncated-normal(low=-1)", "low")]
    [InlineData("fixed(-1)", "value")]
    public void SettingsWithoutADistribution_AreRefused(string prior, string key) =>
        Assert.Contains($"auction.prior.{key}",
            Assert.Throws<ConfigurationException>(() => Play.Build(null, $"auction.prior={prior}")).Message);

    private static IPrior Beta(double a, double b, double low = 0, double high = 1) =>
        new Beta(new Beta.Settings { A = a, B = b, Low = low, High = high });

    private static IPrior Power(double exponent, double low = 0, double high = 1) =>
        new Power(new Power.Settings { Exponent = exponent, Low = low, High = high });

    private static IPrior Normal(double mean, double deviation) =>
        new TruncatedNormal(new TruncatedNormal.Settings { Mean = mean, Deviation = deviation });

    private static IPrior FromFile(string text, bool interpolate) =>
        new Empirical(new Empirical.Settings { File = new DataFile("v.csv", text), Interpolate = interpolate });

    private static double Quantile(IPrior prior, double u)
    {
        prior.Quantile(1, new Span<double>(ref u));
        return u;
    }

    private static double KolmogorovSmirnov(IPrior drawn, IPrior claimed)
    {
        double[] types = Samples.Uniforms(1, Samples.Count, "types");
        drawn.Quantile(1, types.AsSpan());
        return Samples.Distance(types, v => claimed.Cdf(1, v));
    }

    private static void GridHas(IPrior prior, double m1, double m2, double m3, double tolerance)
    {
        var (types, weights) = prior.Grid(1, 1025);
        double Mean(int power) => types.Zip(weights).Sum(g => g.Second * Math.Pow(g.First, power));
        Assert.Equal(m1, Mean(1), tolerance);
        Assert.Equal(m2, Mean(2), 1e-6);
        if (!double.IsNaN(m3))
        {
            Assert.Equal(m3, Mean(3), 1e-5);
        }
    }
}

/// <summary>Draws with a fixed seed, and how far they are from what they should be.</summary>
internal static class Samples
{
    public const int Count = 1 << 16;

    /// <summary>The distance of Kolmogorov and Smirnov with a probability of 1e-4: 2 exp(-2 n D^2) = 1e-4.</summary>
    public static double CriticalDistance => Math.Sqrt(Math.Log(2e4) / (2 * Count));

    public static double[] Uniforms(ulong seed, int count, string purpose)
    {
        var u = new double[count];
        new RandomStream(StreamKey.Of(seed, new ActorId("bidder", 1), purpose), 1).Uniform(u);
        return u;
    }

    public static double Distance(IEnumerable<double> draws, Func<double, double> cdf)
    {
        double[] sorted = [.. draws.Order()];
        return Enumerable.Range(0, sorted.Length).Max(k => Math.Max(
            Math.Abs(cdf(sorted[k]) - (double)k / sorted.Length),
            Math.Abs(cdf(sorted[k]) - (k + 1.0) / sorted.Length)));
    }
}
