using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>What holds at any prices and any allocation, not only in equilibrium: docs/fisher.md, 2 and 6. Each law at
/// random (x, p) of random markets.</summary>
public sealed class LawsOfDemandTests
{
    private const int Seeds = 60;

    public static TheoryData<double> Alphas => [1, .9, .5, 0, -1, -5, double.NegativeInfinity];

    /// <summary>Those whose demand is a function of prices.</summary>
    public static TheoryData<double> Smooth => [.9, .5, 0, -1, -5, double.NegativeInfinity];

    [Theory]
    [MemberData(nameof(Alphas))]
    public void NoBuyersRegretIsNegativeAndTheyAddUpToTheGap(double alpha)
    {
        foreach (var market in LawsMarket.Draw(Seeds))
        {
            double[] x = market.Factors(market.Buyers * market.Goods), p = market.Factors(market.Goods);
            var stated = Measured(market, alpha, x, p);
            double[] a = Scale(market, x);
            double beta = market.Money / market.Y.Select((y, j) => y * p[j]).Sum();
            // delta_i = B_i (log ut_i(pt) - log u_i(xt_i)) + <pt, xt_i> - B_i.
            double sum = 0, worst = double.NegativeInfinity;
            var (best, value, spent) = Utilities(market, alpha,
                (i, j) => a[j] * x[i * market.Goods + j], [.. p.Select(price => beta * price)]);
            for (int i = 0; i < market.Buyers; i++)
            {
                double delta = market.B[i] * (best[i] - value[i]) + spent[i] - market.B[i];
                Assert.True(delta >= -1e-13 * Math.Max(market.B[i], spent[i]),
                    $"{market.Name}, buyer {i + 1}: {delta:R}");
                sum += delta;
                worst = Math.Max(worst, delta / market.B[i]);
            }
            Near(sum / market.Money, stated.NashGap, 1e-12, market, "Nash gap");
            Near(worst, stated.Last("worst-buyer-regret"), 1e-12, market, "worst regret");
            Near(stated.Last("log-fixed-price-welfare") - stated.LogNashWelfare, stated.NashGap, 1e-12, market,
                "difference of welfares");
            Assert.True(stated.NashGap >= 0, market.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void TheGapKnowsNoScaleAndTheViolationsDo(double alpha)
    {
        foreach (var market in LawsMarket.Draw(Seeds / 4))
        {
            int m = market.Goods;
            double[] x = market.Factors(market.Buyers * m), p = market.Factors(m), a = market.Factors(m);
            double c = market.Factors(1)[0];
            var before = Measured(market, alpha, x, p);
            var after = Measured(market, alpha, [.. x.Select((units, at) => a[at % m] * units)],
                [.. p.Select(price => c * price)]);
            Near(before.NashGap, after.NashGap, 1e-12, market, "Nash gap");
            double[] scale = Scale(market, x);
            Near(a.Select((factor, j) => Math.Abs(Math.Log(scale[j] / factor))).Average(),
                after.ViolationOfAllocation, 1e-12, market, "violation of allocation");
            double beta = market.Money / market.Y.Select((y, j) => y * p[j]).Sum();
            Near(Math.Abs(Math.Log(beta / c)), after.ViolationOfPrice, 1e-12, market, "violation of price");
        }
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void DemandCostsTheBudgetsAndKnowsNoMoney(double alpha)
    {
        foreach (var market in LawsMarket.Draw(Seeds))
        {
            double[] s = LogPrices(market), spending = Spending(market, alpha, s);
            Near(market.Money, spending.Sum(), 1e-13 * market.Money, market, "what demand costs");
            // Budgets and prices times c: spending times c, and so the same demand.
            double c = market.Factors(1)[0];
            var richer = market with { B = [.. market.B.Select(b => c * b)] };
            double[] then = Spending(richer, alpha, [.. s.Select(log => log + Math.Log(c))]);
            for (int j = 0; j < market.Goods; j++)
            {
                Near(c * spending[j], then[j], 1e-12 * then[j], market, $"spending on good {j + 1}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void ADearerGoodMovesBuyersToSubstitutesAndFromComplements(double alpha)
    {
        foreach (var market in LawsMarket.Draw(Seeds))
        {
            double[] s = LogPrices(market), before = Spending(market, alpha, s);
            for (int dearer = 0; dearer < market.Goods; dearer++)
            {
                double[] raised = [.. s];
                raised[dearer] += .1;
                double[] after = Spending(market, alpha, raised);
                for (int j = 0; j < market.Goods; j++)
                {
                    // Its own price has not changed, so that spending goes as demand.
                    double change = j == dearer ? 0 : (after[j] - before[j]) / before[j];
                    Assert.True(alpha >= 0 ? change >= -1e-14 : change <= 1e-14,
                        $"{market.Name}: good {j + 1} by {change:R} when good {dearer + 1} is dearer");
                    Assert.True(alpha != 0 || Math.Abs(change) <= 1e-14, market.Name);
                }
            }
        }
    }

    /// <summary>F = sum_j Y_j p_j + sum_i B_i log ut_i(p), whose minimum is the equilibrium, along segments of p; and
    /// of s = log p where goods are substitutes.</summary>
    [Theory]
    [MemberData(nameof(Alphas))]
    public void TheDualIsConvex(double alpha)
    {
        foreach (var market in LawsMarket.Draw(Seeds))
        {
            var chunk = market.Chunk();
            double[] from = LogPrices(market), to = LogPrices(market);
            double[] p = Exp(from), q = Exp(to);
            foreach (double t in new[] { .1, .5, .9 })
            {
                double chord = (1 - t) * Dual(market, chunk, alpha, p) + t * Dual(market, chunk, alpha, q);
                double straight = Dual(market, chunk, alpha, [.. p.Zip(q, (a, b) => (1 - t) * a + t * b)]);
                double geometric = Dual(market, chunk, alpha, Exp(from.Zip(to, (a, b) => (1 - t) * a + t * b)));
                double rounding = 1e-12 * Math.Max(market.Money, Math.Abs(chord));
                Assert.True(straight <= chord + rounding, $"{market.Name}: {straight:R} above {chord:R} in p");
                Assert.True(alpha < 0 || geometric <= chord + rounding,
                    $"{market.Name}: {geometric:R} above {chord:R} in log p");
            }
        }
    }

    /// <summary>With complements it is not convex in log prices: the law above would be no law.</summary>
    [Fact]
    public void TheDualOfComplementsIsNotConvexInLogPrices() => Assert.Contains(LawsMarket.Draw(Seeds), market =>
    {
        var chunk = market.Chunk();
        double[] from = LogPrices(market), to = LogPrices(market);
        double ends = from.Concat(to).Chunk(market.Goods).Average(s => Dual(market, chunk, -5, Exp(s)));
        return Dual(market, chunk, -5, Exp(from.Zip(to, (a, b) => (a + b) / 2))) > ends * (1 + 1e-6);
    });

    private static double[] LogPrices(LawsMarket market) => [.. market.Factors(market.Goods).Select(x => Math.Log(x))];

    private static double[] Exp(IEnumerable<double> logs) => [.. logs.Select(log => Math.Exp(log))];

    private static double[] Scale(LawsMarket market, double[] x) => [.. market.Y.Select((y, j) =>
        y / Enumerable.Range(0, market.Buyers).Sum(i => x[i * market.Goods + j]))];

    private static double Dual(LawsMarket market, BuyerChunk chunk, double alpha, double[] p)
    {
        var best = new double[market.Buyers];
        new CesFunction(alpha).LogFixedPrice(chunk, p, best);
        return market.Y.Select((y, j) => y * p[j]).Sum() + market.B.Select((b, i) => b * best[i]).Sum();
    }

    /// <summary>What all buyers together spend on each good, [m].</summary>
    private static double[] Spending(LawsMarket market, double alpha, double[] s)
    {
        using var buyers = market.Market.Open(0, 1);
        var tree = new BlockTree();
        var form = new CesFunction(alpha).ClosedForm!.Value;
        buyers.Spend(new SpendingPass(s, form, Precision.Double, Second: false), tree);
        return tree.Total()![..market.Goods];
    }

    /// <summary>log ut_i(p), log u_i(x_i) and the cost of x_i.</summary>
    private static (double[] Best, double[] Value, double[] Spent) Utilities(LawsMarket market, double alpha,
        Func<int, int, double> x, double[] p)
    {
        var chunk = market.Chunk();
        var function = new CesFunction(alpha);
        double[] best = new double[market.Buyers], value = new double[market.Buyers];
        function.LogFixedPrice(chunk, p, best);
        function.LogUtility(chunk, MarketExamples.Columns(chunk, x), value, []);
        return (best, value,
            [.. Enumerable.Range(0, market.Buyers).Select(i => p.Select((price, j) => price * x(i, j)).Sum())]);
    }

    private static Solved Measured(LawsMarket market, double alpha, double[] x, double[] p) =>
        Solved.Of(market.Market, alpha, solver: new Stated(x, p));

    private static void Near(double expected, double found, double tolerance, LawsMarket market, string what) =>
        Assert.True(Math.Abs(expected - found) <= tolerance * Math.Max(1, Math.Abs(expected)),
            $"{market.Name}: {what} is {found:R} instead of {expected:R}");

    /// <summary>Solves nothing: an allocation [n, m] and prices [m] are measured as they are.</summary>
    private sealed class Stated(double[] x, double[] p) : ISolver, IPricing, IBuying
    {
        public bool EndsByItself => true;

        public double[] Announcement => [];

        public IPricing Price(SolvedMarket market, double budget) => this;

        public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers) => this;

        public Question? Next() => null;

        public void Take(Total total) => throw new InvalidOperationException("It asks nothing.");

        public Settlement Settle(double[] sums) => new(p, [.. p.Select(_ => 1.0)]);

        public double[] Save() => [];

        public void Load(double[] state)
        {
        }

        public Answer Answer(Question signal) => throw new InvalidOperationException("It was asked nothing.");

        public void Allocate(double[] announced, BuyerChunk buyers, Span<double> columns)
        {
            for (int i = 0; i < buyers.Rows; i++)
            {
                for (int j = 0; j < buyers.Goods; j++)
                {
                    columns[j * buyers.Stride + i] = x[(int)buyers.Numbers[i] * buyers.Goods + j];
                }
            }
        }

        IReadOnlyList<(string Name, byte[] Bytes)> IBuying.Save() => [];

        public void Dispose()
        {
        }
    }
}
