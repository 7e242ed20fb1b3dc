using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>What changes in an equilibrium when the market changes in a way whose effect is known: docs/fisher.md, 1.
/// Each law over random markets, dense and sparse, for every alpha.</summary>
/// <remarks>
/// Prices of Leontief markets need not be unique: there the utilities, in the log Nash welfare, stand for them.
/// </remarks>
public sealed class LawsOfEquilibriumTests
{
    private const int Seeds = 25;

    public static TheoryData<double> Alphas => [1, .9, .5, 0, -1, -5, double.NegativeInfinity];

    [Theory]
    [MemberData(nameof(Alphas))]
    public void EverybodySpendsAllAndEverythingIsSold(double alpha)
    {
        foreach (var market in LawsMarket.Draw(Seeds))
        {
            var solved = market.Solve(alpha);
            double[] p = solved.P, sold = new double[market.Goods], spent = new double[market.Buyers];
            foreach (var ((buyer, good), (amount, spending)) in solved.Allocation)
            {
                int i = int.Parse(buyer["buyer-".Length..]) - 1, j = int.Parse(good["good-".Length..]) - 1;
                sold[j] += amount;
                spent[i] += spending;
                // Both are scaled to clear, and so by nearly 1.
                double rounding = Precision(market, p) * spending + 1e-12 * market.B[i];
                Near(amount * p[j], spending, rounding, market, "spending");
            }
            Near(market.Money, p.Zip(market.Y).Sum(x => x.First * x.Second), 1e-12 * market.Money, market, "revenue");
            for (int i = 0; i < market.Buyers; i++)
            {
                Near(market.B[i], spent[i], Precision(market, p) * market.B[i], market, $"spending of buyer {i + 1}");
            }
            for (int j = 0; j < market.Goods; j++)
            {
                bool isFree = p[j] == 0;
                Near(isFree ? Math.Min(sold[j], market.Y[j]) : market.Y[j], sold[j], 1e-12 * market.Y[j], market,
                    $"sales of good {j + 1}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void MoneyHasNoUnit(double alpha) => Holds(alpha, market =>
    {
        double c = market.Factors(1)[0];
        return new(market with { B = [.. market.B.Select(b => c * b)] }, p => [.. p.Select(x => c * x)], w => w);
    });

    [Theory]
    [MemberData(nameof(Alphas))]
    public void UtilitiesOfTwoBuyersAreNotCompared(double alpha) => Holds(alpha, market =>
    {
        double[] c = market.Factors(market.Buyers);
        // Of Cobb-Douglas buyers only the ratios of valuations enter their utility.
        double more = alpha == 0 ? 0 : market.B.Select((b, i) => b * Math.Log(c[i])).Sum() / market.Money;
        return new(market.WithValuations((i, j) => c[i] * market.V[i, j]), p => p, w => w + more);
    });

    [Theory]
    [MemberData(nameof(Alphas))]
    public void GoodsHaveNoUnit(double alpha) => Holds(alpha, market =>
    {
        double[] c = market.Factors(market.Goods);
        var changed = market with { Y = [.. market.Y.Select((y, j) => y / c[j])] };
        // The valuations of Cobb-Douglas buyers are weights: they have no unit of goods in them.
        return new(alpha == 0 ? changed : changed.WithValuations((i, j) => c[j] * market.V[i, j]),
            p => [.. p.Select((x, j) => c[j] * x)], alpha == 0 ? null : w => w);
    });

    [Theory]
    [MemberData(nameof(Alphas))]
    public void BuyersMaySplit(double alpha) => Holds(alpha, market =>
    {
        // A third of the buyers send two people with shares of the purse in their stead.
        double share = market.Factors(1)[0] / 10;
        int[] split = market.Order(market.Buyers)[..(market.Buyers / 3)];
        var changed = market.Of([.. Enumerable.Range(0, market.Buyers), .. split], [.. Enumerable.Range(0, 4)]);
        for (int k = 0; k < split.Length; k++)
        {
            changed.B[market.Buyers + k] *= share;
            changed.B[split[k]] *= 1 - share;
        }
        double less = split.Sum(i => market.B[i]) / market.Money
            * (share * Math.Log(share) + (1 - share) * Math.Log(1 - share));
        return new(changed, p => p, w => w + less);
    });

    [Theory]
    [MemberData(nameof(Alphas))]
    public void OrderOfBuyersAndGoodsDoesNotMatter(double alpha) => Holds(alpha, market =>
    {
        int[] buyers = market.Order(market.Buyers), goods = market.Order(market.Goods);
        return new(market.Of(buyers, goods), p => [.. goods.Select(j => p[j])], w => w);
    });

    [Theory]
    [MemberData(nameof(Alphas))]
    public void AGoodThatNobodyWantsChangesNotABit(double alpha)
    {
        foreach (var market in LawsMarket.Draw(Seeds))
        {
            int place = market.Order(market.Goods + 1)[0];
            int[] others = [.. Enumerable.Range(0, market.Goods + 1).Where(j => j != place)];
            var more = market with { Y = [.. market.Y.Take(place), 7, .. market.Y.Skip(place)] };
            more = more with { V = new double[market.Buyers, market.Goods + 1] };
            more = more.WithValuations((i, j) => j == place ? 0 : market.V[i, Array.IndexOf(others, j)]);
            var (before, after) = (market.Solve(alpha), more.Solve(alpha));
            Assert.True(before.P.SequenceEqual(others.Select(j => after.P[j])), market.Name);
            Assert.Equal(0, after.P[place]);
            Assert.Equal(before.NashGap, after.NashGap);
            Assert.Equal(before.LogNashWelfare, after.LogNashWelfare);
        }
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void MarketsSideBySideDoNotMeet(double alpha)
    {
        var markets = LawsMarket.Draw(Seeds).ToArray();
        for (int k = 0; k + 1 < markets.Length; k += 2)
        {
            var (a, b) = (markets[k], markets[k + 1]);
            var both = a.Beside(b);
            var (left, right, solved) = (a.Solve(alpha), b.Solve(alpha), both.Solve(alpha));
            Check(alpha, both, solved, [.. left.P, .. right.P],
                (a.Money * left.LogNashWelfare + b.Money * right.LogNashWelfare) / both.Money);
        }
    }

    private static void Holds(double alpha, Func<LawsMarket, Change> change)
    {
        foreach (var market in LawsMarket.Draw(Seeds))
        {
            var (changed, prices, welfare) = change(market);
            var (before, after) = (market.Solve(alpha), changed.Solve(alpha));
            Check(alpha, changed, after, prices(before.P), welfare?.Invoke(before.LogNashWelfare));
        }
    }

    private static void Check(double alpha, LawsMarket market, Solved solved, double[] prices, double? welfare)
    {
        for (int j = 0; j < prices.Length && !double.IsNegativeInfinity(alpha); j++)
        {
            Near(prices[j], solved.P[j], Precision(market, prices) * prices[j], market, $"price of good {j + 1}");
        }
        if (welfare is { } expected)
        {
            Near(expected, solved.LogNashWelfare, 1e-12 * Math.Max(1, Math.Abs(expected)), market, "log Nash welfare");
        }
    }

    /// <summary>How well a price can be known, relative to itself: residuals are in revenues of a mean good, and so
    /// the price of a good that earns little has fewer digits.</summary>
    private static double Precision(LawsMarket market, double[] p)
    {
        double mean = market.Money / market.Goods;
        double least = p.Zip(market.Y).Where(x => x.First > 0).Min(x => x.First * x.Second);
        return 1e-12 * Math.Max(1, mean / least);
    }

    private static void Near(double expected, double found, double tolerance, LawsMarket market, string what) =>
        Assert.True(Math.Abs(expected - found) <= tolerance,
            $"{market.Name}: {what} is {found:R} instead of {expected:R}, {Math.Abs(expected - found):0.0e+0} off");

    /// <summary>A changed market, what its prices are given those of the market, and its log Nash welfare.</summary>
    private sealed record Change(LawsMarket Market, Func<double[], double[]> Prices, Func<double, double>? Welfare);
}
