using AgentMarkets.Auctions.Inversion;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Randomness;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Values recovered from first-price bids: against worked examples, against bids of known equilibria, and
/// errors against the spread over many samples.</summary>
public sealed class InversionTests
{
    private static readonly double[] Fixed = [.05, .12, .18, .21, .26, .30, .33, .37, .41, .44, .47, .49];

    [Fact]
    public void FixedExample_HasTheValuesThatAreWorkedOut()
    {
        var found = Recover(Sample(2, Fixed), bandwidth: 0.15);
        double[] known = [0.38370784, 0.45877492, 0.53020025, 0.59095734];
        Assert.Equal(known, found.Values[3..7], (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.All(found.Values[..3].Concat(found.Values[7..]), value => Assert.Equal(double.NaN, value));
        Assert.Equal((4, 8, 0), (found.Kept, found.Trimmed, (int)found.ViolationShare));
        Assert.Equal((0.2, 0.34), (found.Low, found.High), Close);
    }

    [Fact]
    public void RuleOfThumb_IsTheFormula()
    {
        // Deviation sqrt(17/3), quartiles 1.75 and 5.25 by linear interpolation, 3.5/1.349 = 2.59 apart: the deviation
        // is the smaller one.
        Assert.Equal(1.06 * 2.978 * Math.Sqrt(17.0 / 3) * Math.Pow(4, -0.2), BidDistribution.RuleOfThumb([1, 2, 5, 6]),
            1e-12);
        // One far bid widens the deviation, not the quartiles, which are 2 apart.
        Assert.Equal(1.06 * 2.978 * (2 / 1.349) * Math.Pow(5, -0.2), BidDistribution.RuleOfThumb([1, 2, 3, 4, 100]),
            1e-12);
    }

    // Bids of the U[0,1] equilibrium: medians over runs, and the bound that 95 % of runs keep.
    [Theory]
    [InlineData(2, 100, .36, .023, .052, .12, .23)]
    [InlineData(2, 1_000, .60, .011, .020, .035, .059)]
    [InlineData(2, 10_000, .75, .0046, .0073, .012, .021)]
    [InlineData(3, 100, .42, .014, .032, .078, .136)]
    [InlineData(3, 1_000, .63, .0060, .0106, .022, .037)]
    public void UniformEquilibrium_IsRecovered(int bidders, int auctions, double kept, double error, double errorMax,
        double distance, double distanceMax)
    {
        int count = auctions == 100 ? 201 : 31;
        var runs = Enumerable.Range(1, count).Select(seed =>
        {
            double shading = (bidders - 1.0) / bidders;
            double[] bids = [.. Uniform(seed, bidders * auctions).Select(v => v * shading).Order()];
            var inverse = InverseBids.Symmetric(new BidDistribution(bids, BidDistribution.RuleOfThumb(bids)), bidders);
            double[] known = [.. bids.Where(inverse.Keeps).Select(b => b / shading)];
            double[] found = [.. bids.Where(inverse.Keeps).Select(b => inverse.At(0, b).Value)];
            double square = found.Zip(known).Average(pair => Math.Pow(pair.First - pair.Second, 2));
            double apart = Distance([.. found.Order()], inverse.Low / shading, inverse.High / shading);
            return (Kept: (double)known.Length / bids.Length, Error: Math.Sqrt(square), Apart: apart);
        }).ToArray();
        Assert.Equal(kept, Median(runs.Select(run => run.Kept)), 0.02);
        Assert.Equal(error, Median(runs.Select(run => run.Error)), 0.3 * error);
        Assert.Equal(distance, Median(runs.Select(run => run.Apart)), 0.3 * distance);
        // One in 20 is outside a 95 % bound; three deviations of that count are left to chance.
        double outside = 0.05 * count + 3 * Math.Sqrt(0.05 * 0.95 * count);
        Assert.InRange(runs.Count(run => run.Error > errorMax), 0, outside);
        Assert.InRange(runs.Count(run => run.Apart > distanceMax), 0, outside);

        // Kolmogorov's distance to the uniform distribution.
        static double Distance(double[] sorted, double low, double high) => sorted.Select((v, k) =>
        {
            double share = Math.Clamp((v - low) / (high - low), 0, 1);
            return Math.Max(share - (double)k / sorted.Length, (k + 1.0) / sorted.Length - share);
        }).Max();
    }

    [Fact]
    public void PlumsEquilibrium_IsRecoveredByNameAndNotByPooling()
    {
        // U[0,1/2] against U[0,1] (Plum 1992): b = v/(1 + sqrt(1 -+ c v^2)) with c = 4 - 1.
        const int Auctions = 4_000;
        double[] u = Uniform(7, 2 * Auctions);
        double[] values = [.. u.Select((x, k) => k % 2 == 0 ? x / 2 : x)];
        double[] bids = [.. values.Select((v, k) => v / (1 + Math.Sqrt(1 + (k % 2 == 0 ? -3 : 3) * v * v)))];
        var sample = Sample(2, bids, "weak", "strong");
        double[] byName = Errors(Recover(sample, asymmetric: true)), pooled = Errors(Recover(sample));
        Assert.InRange(byName[0], 0, 0.012);
        Assert.InRange(byName[1], 0, 0.02);
        Assert.True(pooled[0] > 4 * byName[0] && pooled[1] > 3 * byName[1], string.Join(" ", pooled));

        double[] Errors(RecoveredValues found) => [.. Enumerable.Range(0, 2).Select(who => Math.Sqrt(
            Enumerable.Range(0, values.Length).Where(k => k % 2 == who && double.IsFinite(found.Values[k]))
                .Average(k => Math.Pow(found.Values[k] - values[k], 2))))];
    }

    [Fact]
    public void AsymmetricInversionOfTwo_IsTheFormulaByHand()
    {
        double[] weak = [.02, .1, .2, .3, .33], strong = [.01, .09, .15, .25, .34, .4];
        var inverse = InverseBids.Asymmetric(new BidDistribution(weak, 0.1), new BidDistribution(strong, 0.12));
        Assert.Equal((0.13, 0.23), (inverse.Low, inverse.High), Close);
        const double B = 0.2;
        double G = 3.0 / 6, g = strong.Sum(x => Kernel((B - x) / 0.12)) / (6 * 0.12);
        Assert.Equal(B + G / g, inverse.At(0, B).Value, 1e-14);
        G = 3.0 / 5;
        g = weak.Sum(x => Kernel((B - x) / 0.1)) / (5 * 0.1);
        Assert.Equal(B + G / g, inverse.At(1, B).Value, 1e-14);
    }

    [Fact]
    public void ThreeOfOneKind_AreTheSymmetricInversion()
    {
        double[] bids = [.. Uniform(3, 300).Order()];
        var law = new BidDistribution(bids, 0.2);
        var named = InverseBids.Asymmetric(law, law, law).At(1, 0.5);
        var pooled = InverseBids.Symmetric(law, 3).At(0, 0.5);
        Assert.Equal(pooled.Value, named.Value, 1e-14);
        // Three samples tell more than one: two independent rivals halve the variance.
        Assert.Equal(pooled.StandardError / Math.Sqrt(2), named.StandardError, 1e-14);
    }

    [Theory]
    [InlineData(2, 100)]
    [InlineData(3, 400)]
    public void StandardErrors_AreTheSpreadOverManySamples(int bidders, int auctions)
    {
        const int Samples = 600;
        const double Bandwidth = 0.1;
        double shading = (bidders - 1.0) / bidders;
        foreach (double b in (double[])[0.3 * shading, 0.5 * shading, 0.75 * shading])
        {
            var found = Enumerable.Range(1, Samples).Select(seed =>
            {
                double[] bids = [.. Uniform(seed, bidders * auctions).Select(v => v * shading).Order()];
                return InverseBids.Symmetric(new BidDistribution(bids, Bandwidth), bidders).At(0, b);
            }).ToArray();
            double spread = Spread([.. found.Select(f => f.Value)]);
            // A deviation over 600 samples is known to 3 %; the linear approximation adds a little.
            Assert.InRange(Median(found.Select(f => f.StandardError)) / spread, 0.88, 1.08);
        }
    }

    [Fact]
    public void StandardErrors_AreThoseOfResampledBids()
    {
        double[] bids = [.. Uniform(5, 1_000).Select(v => v / 2).Order()];
        var (_, error) = InverseBids.Symmetric(new BidDistribution(bids, 0.08), 2).At(0, 0.25);
        double[] again = [.. Enumerable.Range(1, 600).Select(draw =>
        {
            double[] drawn = [.. Uniform(draw, bids.Length).Select(u => bids[(int)(u * bids.Length)]).Order()];
            return InverseBids.Symmetric(new BidDistribution(drawn, 0.08), 2).At(0, 0.25).Value;
        })];
        Assert.Equal(1, error / Spread(again), 0.08);
    }

    [Fact]
    public void StandardErrorsOfNames_AreTheSpreadOverManySamples()
    {
        var found = Enumerable.Range(1, 600).Select(seed =>
        {
            double[][] bids = [.. Enumerable.Range(0, 3).Select(who =>
                Uniform(10 * seed + who, 300).Select(v => v * (1 + who) / 3).Order().ToArray())];
            return InverseBids.Asymmetric([.. bids.Select(own => new BidDistribution(own, 0.1))]).At(1, 0.22);
        }).ToArray();
        Assert.InRange(Median(found.Select(f => f.StandardError)) / Spread([.. found.Select(f => f.Value)]), 0.9, 1.08);
    }

    [Fact]
    public void ErrorsOfQuantiles_AreTheSpreadOverManySamples()
    {
        var found = Enumerable.Range(1, 60).Select(seed =>
            Recover(Sample(2, [.. Uniform(seed, 800).Select(v => v / 2)])).Laws[0].Quantiles).ToArray();
        Assert.Equal([.1, .25, .5, .75, .9], found[0].Select(quantile => quantile.Share));
        foreach (int q in (int[])[1, 2, 3])
        {
            // A deviation over 60 samples is known to 9 %.
            Assert.InRange(Median(found.Select(f => f[q].StandardError)) / Spread([.. found.Select(f => f[q].Value)]),
                0.75, 1.3);
        }
    }

    [Fact]
    public void Window_IsTheSumOverAllBids()
    {
        double[] bids = [.. Uniform(2, 777).Order()];
        const double Bandwidth = 0.13;
        var law = new BidDistribution(bids, Bandwidth);
        foreach (double b in (double[])[bids[300], 0.5, 0.86])
        {
            double G = bids.Count(x => x <= b) / 777.0;
            double g = bids.Sum(x => Kernel((b - x) / Bandwidth)) / (777 * Bandwidth);
            double variance = bids.Sum(x =>
                Math.Pow(Kernel((b - x) / Bandwidth) / Bandwidth - (x <= b ? g / G : 0), 2)) / Math.Pow(777 * G, 2);
            var (rate, ofRate) = law.ReverseHazard(b);
            Assert.Equal(g / G, rate, 1e-12);
            Assert.Equal(variance, ofRate, 1e-12);
        }
    }

    [Fact]
    public void BidsThatNoEquilibriumHas_ShowAsValuesThatFall()
    {
        // Most bids are low and few are high: where the density falls steeply, a higher bid seems to mean a lower
        // value.
        double[] bids = [.. Uniform(4, 4_000).Select((u, k) => k % 2 == 0 ? 0.3 * u : 0.5 + 0.3 * u)];
        var found = Recover(Sample(2, bids), bandwidth: 0.06);
        Assert.InRange(found.ViolationShare, 0.02, 0.5);
        Assert.Equal(found.ViolationShare,
            found.Laws[0].Curve.Zip(found.Laws[0].Curve.Skip(1)).Count(pair => pair.Second.Value <= pair.First.Value)
                / (found.Laws[0].Curve.Count - 1.0), 1e-15);
        Assert.Equal(0, Recover(Sample(2, [.. Uniform(4, 4_000).Select(v => v / 2)])).ViolationShare);
    }

    [Fact]
    public void Sample_KeepsTheOrderOfTheFileAndTheAuctionsThatWereAskedFor()
    {
        const string Text = "bid,remark,auction,bidder\n0.1,x,b,2\n0.2,,a,1\n0.3,,b,1\n0.4,,c,1\n0.5,,c,2\n0.6,,c,3\n"
            + "0.7,,a,2\n";
        var sample = Read(Text, bidders: 2);
        Assert.Equal([0.1, 0.2, 0.3, 0.7], sample.Bids);
        Assert.Equal([0, 1, 0, 1], sample.AuctionNumbers);
        Assert.Equal((2, 2, 1), (sample.BidderCount, sample.AuctionCount, sample.LeftOut));
        Assert.Equal(["b", "a", "b", "a"], sample.Auctions);
    }

    [Theory]
    [InlineData("auction,bidder,price\n1,a,2\n", false, "v.csv:1:1", "bid is missing")]
    [InlineData("auction,bidder,bid\n1,a,-1\n1,b,x\n,c,1\n2,,1\n", false, "v.csv:2:3 = '-1'", "v.csv:5:2 = ''")]
    [InlineData("auction,bidder,bid\n1,a,1\n1,a,inf\n", false, "v.csv:3:2 = 'a': a bidder must not come twice",
        "v.csv:3:3 = 'inf'")]
    [InlineData("auction,bidder,bid\n1,a,1\n1,b,2\n2,a,1\n3,a,1\n3,b,1\n3,c,1\n", false,
        "1 with 1 bid, 1 with 2 bids, 1 with 3 bids", "--bidders 2 or --bidders 3")]
    [InlineData("auction,bidder,bid\n1,a,1\n2,a,1\n", false, "at least 2 bids", "2 with 1 bid")]
    [InlineData("auction,bidder,bid\n", false, "at least 2 bids", "no bids")]
    [InlineData("auction,bidder,bid\n1,a,1\n1,b,2\n2,c,1\n2,a,2\n3,b,1\n3,a,1\n", true, "v.csv:4:1 = '2'",
        "most have a, b, this one has a, c")]
    [InlineData("auction,bidder,bid\n1,a,1\n1,b,2\n2,b,3\n2,a,2\n3,b,4\n3,a,1\n", true,
        "'a' must have at least 4 different bids, and has 2", "'b' must have at least 4 different bids, and has 3")]
    [InlineData("auction,bidder,bid\n1,a,1\n1,b,2\n2,b,2\n2,a,2\n3,b,2\n3,a,2\n4,b,5\n4,a,6\n5,a,2\n5,b,2\n", false,
        "the middle half of the bids is 2", "--bandwidth")]
    [InlineData("auction,bidder,bid\n1,a,1\n1,b,2\n2,b,3\n2,a,4\n", false, "keeps 0 of 4 bids",
        "smaller --bandwidth")]
    public void BadBids_AreNamedWithTheirPlace(string text, bool asymmetric, string first, string second)
    {
        var problems = new Problems("v.csv");
        var sample = BidSample.Read(new DataFile("v.csv", text), null, asymmetric, problems);
        _ = sample is null ? null : RecoveredValues.Of(sample, asymmetric, null, "v.csv", problems);
        Assert.Contains(first, problems.ToString());
        Assert.Contains(second, problems.ToString());
    }

    [Fact]
    public void NumberOfBiddersThatNoAuctionHas_IsSaidWithThoseThatThereAre()
    {
        var problems = new Problems("v.csv");
        Assert.Null(BidSample.Read(new DataFile("v.csv", "auction,bidder,bid\n1,a,1\n1,b,2\n"), 3, false, problems));
        Assert.Contains("--bidders = 3: there is no auction with 3 bids; auctions here: 1 with 2 bids.",
            problems.ToString());
    }

    [Fact]
    public void RivalsThatBidNowhereNear_LeaveABidWithoutAValue()
    {
        // The other's bids have a gap around 0.5 that is wider than the bandwidth on both sides.
        double[] one = [.. Enumerable.Range(0, 21).Select(k => k / 20.0)];
        double[] other = [.. one.Select(b => b is > 0.3 and < 0.7 ? b < 0.5 ? b - 0.2 : b + 0.2 : b)];
        var sample = Sample(2, [.. one.Zip(other).SelectMany(pair => (double[])[pair.First, pair.Second])], "a", "b");
        var found = Recover(sample, asymmetric: true, bandwidth: 0.1);
        Assert.True(found.Unopposed > 0);
        Assert.Equal(42 - found.Trimmed, found.Values.Count(double.IsFinite));
        Assert.Equal(double.NaN, found.Values[20]);
    }

    [Fact]
    public void Figures_ShowTheCurveAndItsBand()
    {
        var found = Recover(Sample(2, Fixed), bandwidth: 0.15);
        var figures = InversionFigures.Of(found);
        var curve = figures[0].Series[0];
        Assert.Equal(found.Values[3..7], curve.Y);
        Assert.Equal(found.Values[3] + 1.959964 * found.StandardErrors[3], curve.High![0], 1e-12);
        var values = figures[1].Series[0];
        Assert.Equal([4 / 12.0, 5 / 12.0, 6 / 12.0, 7 / 12.0], values.Y, (a, b) => Near(a, b, 1e-12));
    }

    [Fact]
    public void RecoveredUniformValues_MakeTheUniformPrior()
    {
        var found = Recover(Sample(2, [.. Uniform(9, 20_000).Select(v => v / 2)]));
        string text = "value\n" + string.Join('\n', found.Values.Where(double.IsFinite).Select(v => $"{v:G17}"));
        var prior = new Empirical(new Empirical.Settings { File = new DataFile("v.csv", text), Interpolate = true });
        var (low, high) = prior.Support(1);
        Assert.Equal(2 * found.Low, low, 0.02);
        Assert.Equal(2 * found.High, high, 0.02);
        Assert.Equal(0.5, prior.Cdf(1, (low + high) / 2), 0.02);
    }

    private static RecoveredValues Recover(BidSample sample, bool asymmetric = false, double? bandwidth = null)
    {
        var problems = new Problems("test");
        var found = RecoveredValues.Of(sample, asymmetric, bandwidth, "bids.csv", problems);
        problems.ThrowIfAny();
        return found!;
    }

    private static BidSample Read(string text, int? bidders)
    {
        var problems = new Problems("test");
        var sample = BidSample.Read(new DataFile("bids.csv", text), bidders, false, problems);
        problems.ThrowIfAny();
        return sample!;
    }

    private static BidSample Sample(int bidders, double[] bids, params string[] names) => new(
        [.. bids.Select((_, k) => $"{k / bidders}")],
        [.. bids.Select((_, k) => names.Length > 0 ? names[k % bidders] : $"{k % bidders}")], bids,
        [.. bids.Select((_, k) => k / bidders)], bids.Length / bidders, 0);

    private static double[] Uniform(int seed, int count)
    {
        double[] drawn = new double[count];
        new RandomStream(StreamKey.Of((ulong)seed, new ActorId("bidder", 1), "test"), 0).Uniform(drawn.AsSpan());
        return drawn;
    }

    private static double Kernel(double u) => Math.Abs(u) <= 1 ? 35.0 / 32 * Math.Pow(1 - u * u, 3) : 0;

    private static double Median(IEnumerable<double> numbers) => BidDistribution.Quantile([.. numbers.Order()], 0.5);

    private static double Spread(double[] numbers)
    {
        double mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(x => (x - mean) * (x - mean)) / (numbers.Length - 1));
    }

    private static bool Close((double, double) a, (double, double) b) =>
        Near(a.Item1, b.Item1, 1e-14) && Near(a.Item2, b.Item2, 1e-14);

    private static bool Near(double a, double b, double tolerance) => Math.Abs(a - b) <= tolerance;
}
