using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Utilities;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Equilibria;

/// <summary>Known numbers of auctions of one item to bidders alike with independent values (docs/auctions.md, 7).
/// </summary>
public class OneItemTests
{
    private const double Printed = 0.6e-8;

    private static FirstPrice FirstPrice(double reserve = 0, double fee = 0) =>
        new(new FirstPrice.Settings { Reserve = reserve, EntryFee = fee });

    private static SecondPrice SecondPrice(double reserve = 0) => new(new SecondPrice.Settings { Reserve = reserve });

    private static AllPay AllPay(double reserve = 0) => new(new AllPay.Settings { Reserve = reserve });

    private static GeneralisedAllPay Generalised(double a) => new(new GeneralisedAllPay.Settings { A = a });

    private static WarOfAttrition War => new(new WarOfAttrition.Settings());

    private static ThirdPrice ThirdPrice => new(new ThirdPrice.Settings());

    [Theory]
    [InlineData(2, 1.0 / 6)]
    [InlineData(3, 1.0 / 12)]
    [InlineData(5, 1.0 / 30)]
    [InlineData(10, 1.0 / 110)]
    public void UniformValues_GiveTheSameUtilityAndRevenueUnderEveryRule(int n, double utility)
    {
        List<IMechanism> rules = [FirstPrice(), SecondPrice(), AllPay(), War];
        if (n == 2)
        {
            rules.AddRange([Generalised(0), Generalised(0.5), Generalised(1)]);
        }
        else
        {
            rules.Add(ThirdPrice);
        }
        foreach (var rule in rules)
        {
            var known = Games.Of(rule, n, Games.Uniform()).Equilibrium!;
            Assert.Equal(utility, known.Utility(1), 1e-10);
            Assert.Equal((n - 1.0) / (n + 1), known.Revenue, 1e-10);
        }
    }

    [Fact]
    public void FirstPrice_HasTheKnownNumbers()
    {
        var game = Games.Of(FirstPrice(), 2, Games.Uniform(), Games.Crra(0.5));
        Assert.Equal(0.23094011, game.Equilibrium!.Utility(1), Printed);
        Assert.Equal(2.0 / 3, game.Equilibrium.Multiplier(1)!.Value, 1e-15);
        Assert.Equal(2.0 / 15, Games.Of(FirstPrice(), 2, Games.Power(2)).Equilibrium!.Utility(1), 1e-12);
        Assert.Equal(0.02020202, Games.Of(FirstPrice(), 5, Games.Power(2)).Equilibrium!.Utility(1), Printed);
        Assert.Equal(8.0 / 9, Games.Of(FirstPrice(), 5, Games.Power(2)).BidOf(1), 1e-12);
        var shifted = Games.Of(FirstPrice(), 3, Games.Uniform(2, 5));
        Assert.Equal(2 + 1.5 * 2 / 3, shifted.BidOf(3.5), 1e-12);
        Assert.Equal(2 + 3 * 0.5, shifted.Equilibrium!.Revenue, 1e-12);
        Assert.Null(shifted.Equilibrium.Multiplier(1));
    }

    [Fact]
    public void FirstPriceCara_HasTheKnownNumbers()
    {
        var two = Games.Of(FirstPrice(), 2, Games.Uniform(), Games.Cara(1));
        Assert.Equal(0.26039505, two.BidOf(0.5), Printed);
        Assert.Equal(0.54132485, two.BidOf(1), Printed);
        Assert.Equal(0.13212056, two.Equilibrium!.Utility(1), Printed);
        var three = Games.Of(FirstPrice(), 3, Games.Uniform(), Games.Cara(2));
        Assert.Equal(0.34657359, three.BidOf(0.5), Printed);
        Assert.Equal(0.71689042, three.BidOf(1), Printed);
        Assert.Equal(0.05858358, three.Equilibrium!.Utility(1), Printed);
    }

    [Fact]
    public void FirstPriceBeta_HasTheKnownNumbers()
    {
        var game = Games.Of(FirstPrice(), 3, Games.Beta(2, 2));
        Assert.Equal(0.19657143, game.BidOf(0.25), Printed);
        Assert.Equal(0.38214286, game.BidOf(0.5), Printed);
        Assert.Equal(0.54285714, game.BidOf(0.75), Printed);
        Assert.Equal(0.62857143, game.BidOf(1), Printed);
        Assert.Equal(0.06428571, game.Equilibrium!.Utility(1), Printed);
    }

    [Fact]
    public void ReservePricesAndFees_HaveTheKnownNumbers()
    {
        foreach (IMechanism rule in new IMechanism[] { FirstPrice(0.5), SecondPrice(0.5) })
        {
            var known = Games.Of(rule, 2, Games.Uniform()).Equilibrium!;
            Assert.Equal(5.0 / 12, known.Revenue, 1e-10);
            Assert.Equal(1.0 / 12, known.Utility(1), 1e-10);
            Assert.False(known.IsCompared(1, [0.49]));
            Assert.Equal(0.53125, Games.Of(rule, 3, Games.Uniform()).Equilibrium!.Revenue, 1e-10);
        }
        Assert.Equal(2.0 / 3 * 0.8 + 0.125 / (3 * 0.64),
            Games.Of(FirstPrice(0.5), 3, Games.Uniform()).BidOf(0.8), 1e-12);

        var allPay = Games.Of(AllPay(0.25), 2, Games.Uniform());
        Assert.Equal(1.0 / 12, allPay.Equilibrium!.Utility(1), 1e-12);
        Assert.Equal((0.0, 0.25), (allPay.BidOf(0.4999), allPay.BidOf(0.5)));

        var fee = Games.Of(FirstPrice(fee: 0.04), 2, Games.Uniform());
        Assert.Equal(0.48, fee.BidOf(1), 1e-12);
        Assert.Equal(0.14933333, fee.Equilibrium!.Utility(1), Printed);
        Assert.Equal(0, fee.BidOf(0.1999));
        Assert.Equal(0, fee.BidOf(0.2), 1e-12);
    }

    [Fact]
    public void ContestsInWhichLosersPay_HaveTheKnownNumbers()
    {
        Assert.Equal(0.15072829, Games.Of(Generalised(0.5), 2, Games.Uniform()).BidOf(0.5), Printed);
        Assert.Equal(0.19314718, Games.Of(War, 2, Games.Uniform()).BidOf(0.5), Printed);
        Assert.Equal(0.09861229, Games.Of(War, 3, Games.Uniform()).BidOf(0.5), Printed);
        Assert.Equal(0.8 * Math.Pow(0.5, 5), Games.Of(AllPay(), 5, Games.Uniform()).BidOf(0.5), 1e-15);
        // Power p = 2, N = 2: b = 2/3 v^3, utility 2/15.
        Assert.Equal(2.0 / 3 / 8, Games.Of(AllPay(), 2, Games.Power(2)).BidOf(0.5), 1e-15);
        Assert.Equal(2.0 / 15, Games.Of(AllPay(), 2, Games.Power(2)).Equilibrium!.Utility(1), 1e-12);
        var war = Games.Of(War, 2, Games.Uniform()).Equilibrium!;
        Assert.Equal((true, false), (war.IsCompared(1, [0.95]), war.IsCompared(1, [0.951])));
        Assert.True(double.IsFinite(Games.Of(War, 2, Games.Uniform()).BidOf(1)));
    }

    [Fact]
    public void NumericalSolutions_AreTheClosedFormsWhereThereAreSome()
    {
        // Beta(1,1), CARA and CRRA next to neutral, a = 1, a reserve price and a fee next to 0: each the simpler case.
        double[] types = [0.001, 0.1, 0.37, 0.5, 0.93, 1];
        void Same(BayesianGame one, BayesianGame other, double tolerance, double upTo = 1)
        {
            Assert.All(types.Where(v => v <= upTo), v => Assert.Equal(one.BidOf(v), other.BidOf(v), tolerance));
            Assert.Equal(one.Equilibrium!.Utility(1), other.Equilibrium!.Utility(1), tolerance);
            Assert.Equal(one.Equilibrium.Revenue, other.Equilibrium.Revenue, tolerance);
        }
        foreach (int n in new[] { 2, 3, 10 })
        {
            var uniform = Games.Of(FirstPrice(), n, Games.Uniform());
            Same(uniform, Games.Of(FirstPrice(), n, Games.Beta(1, 1)), 1e-10);
            Same(uniform, Games.Of(FirstPrice(), n, Games.Power(1)), 1e-10);
            Same(uniform, Games.Of(FirstPrice(), n, Games.Uniform(), Games.Crra(1)), 1e-12);
            Same(uniform, Games.Of(FirstPrice(), n, Games.Uniform(), Games.Cara(0)), 1e-12);
            Same(uniform, Games.Of(FirstPrice(), n, Games.Uniform(), Games.Cara(1e-9)), 1e-8);
            Same(uniform, Games.Of(FirstPrice(1e-9), n, Games.Uniform()), 1e-8);
            // Just above 0 types stay out of even a small fee.
            Assert.Equal(uniform.BidOf(0.9), Games.Of(FirstPrice(fee: 1e-12), n, Games.Uniform()).BidOf(0.9), 1e-10);
            Same(Games.Of(AllPay(), n, Games.Uniform()),
                Games.Of(AllPay(), n, Games.Uniform(), Games.Cara(1e-9)), 1e-8);
            Same(Games.Of(AllPay(), n, Games.Uniform()), Games.Of(AllPay(1e-12), n, Games.Uniform()), 1e-8);
            Same(Games.Of(AllPay(), n, Games.Uniform()),
                Games.Of(AllPay(), n, Games.Uniform(), Games.Crra(1 - 1e-9)), 1e-7);
        }
        Same(Games.Of(War, 2, Games.Uniform()), Games.Of(Generalised(1), 2, Games.Uniform()), 1e-10, 0.95);
        Same(Games.Of(AllPay(), 2, Games.Uniform()), Games.Of(Generalised(0), 2, Games.Uniform()), 1e-12);
        Same(Games.Of(Generalised(0.0019), 2, Games.Uniform()), Games.Of(Generalised(0.00190001), 2, Games.Uniform()),
            1e-8);
        // The general war against its closed form, on a support that has none.
        Assert.All(types, v => Assert.Equal(Games.Of(War, 3, Games.Uniform()).BidOf(0.9 * v),
            Games.Of(War, 3, Games.Uniform(1e-12)).BidOf(0.9 * v), 1e-9));
        Same(Games.Of(ThirdPrice, 4, Games.Uniform()), Games.Of(ThirdPrice, 4, Games.Beta(1, 1)), 1e-10);
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(2, 3)]
    [InlineData(2, 5)]
    public void TheGeneralFirstPrice_IsThatOfPowers(double p, int n)
    {
        // A reserve price just above the lowest type leaves the closed form for the table.
        var (closed, general) = (Games.Of(FirstPrice(), n, Games.Power(p), Games.Crra(0.6)),
            Games.Of(FirstPrice(1e-7), n, Games.Power(p), Games.Crra(0.6)));
        Assert.All(Enumerable.Range(1, 50), k => Assert.Equal(closed.BidOf(k / 50.0), general.BidOf(k / 50.0), 1e-9));
        Assert.Equal(closed.Equilibrium!.Utility(1), general.Equilibrium!.Utility(1), 1e-9);
        Assert.Equal(closed.Equilibrium.Revenue, general.Equilibrium.Revenue, 1e-9);
    }

    [Fact]
    public void TheoremsAreSilent_WhereTheyDoNotHold()
    {
        Assert.Null(Games.Of(FirstPrice(0.1, 0.1), 2, Games.Uniform()).Equilibrium);
        Assert.Null(Games.Of(ThirdPrice, 3, Games.Uniform(), Games.Crra(0.5)).Equilibrium);
        Assert.Null(Games.Of(War, 2, Games.Uniform(), Games.Cara(1)).Equilibrium);
        Assert.Null(Games.Of(FirstPrice(), (Games.Uniform(), Games.Neutral), (Games.Uniform(), Games.Crra(0.5)))
            .Equilibrium);
        Assert.Null(Games.Of(FirstPrice(), 2, new Fixed(new Fixed.Settings())).Equilibrium);
    }

    public static TheoryData<string> Cases => [.. AllCases.Keys];

    internal static readonly SortedDictionary<string, (BayesianGame Game, double UpTo)> AllCases = new()
    {
        ["first price U"] = (Games.Of(FirstPrice(), 3, Games.Uniform()), 1),
        ["first price U CRRA"] = (Games.Of(FirstPrice(), 2, Games.Uniform(0.5, 2), Games.Crra(0.5)), 2),
        ["first price U CARA"] = (Games.Of(FirstPrice(), 3, Games.Uniform(), Games.Cara(2)), 1),
        ["first price power CRRA"] = (Games.Of(FirstPrice(), 3, Games.Power(2), Games.Crra(0.7)), 1),
        ["first price beta"] = (Games.Of(FirstPrice(), 3, Games.Beta(2, 2)), 1),
        ["first price beta CRRA"] = (Games.Of(FirstPrice(), 2, Games.Beta(0.7, 3), Games.Crra(0.5)), 1),
        ["first price beta CARA"] = (Games.Of(FirstPrice(), 2, Games.Beta(3, 0.8), Games.Cara(3)), 1),
        ["first price normal"] = (Games.Of(FirstPrice(), 4, Games.Normal(0.4, 0.2)), 1),
        ["first price reserve U"] = (Games.Of(FirstPrice(0.9), 2, Games.Uniform(0.5, 2)), 2),
        ["first price reserve beta CRRA"] = (Games.Of(FirstPrice(0.4), 3, Games.Beta(2, 2), Games.Crra(0.6)), 1),
        ["first price reserve CARA"] = (Games.Of(FirstPrice(0.4), 2, Games.Uniform(), Games.Cara(2)), 1),
        ["first price fee"] = (Games.Of(FirstPrice(fee: 0.05), 3, Games.Uniform(0, 2)), 2),
        ["first price return 2"] = (Games.Of(FirstPrice(0.1), 2, Games.Uniform(), new ReturnOnInvestment()), 1),
        ["first price return 4"] = (Games.Of(FirstPrice(0.2), 4, Games.Uniform(0, 2), new ReturnOnInvestment()), 2),
        ["second price"] = (Games.Of(SecondPrice(), 2, Games.Beta(2, 3)), 1),
        ["second price reserve"] = (Games.Of(SecondPrice(0.3), 2, Games.Uniform()), 1),
        ["all-pay U"] = (Games.Of(AllPay(), 3, Games.Uniform()), 1),
        ["all-pay U above 0"] = (Games.Of(AllPay(), 2, Games.Uniform(1, 2)), 2),
        ["all-pay power"] = (Games.Of(AllPay(), 2, Games.Power(2)), 1),
        ["all-pay beta"] = (Games.Of(AllPay(), 3, Games.Beta(2, 2)), 1),
        ["all-pay CRRA"] = (Games.Of(AllPay(), 2, Games.Uniform(), Games.Crra(0.5)), 1),
        ["all-pay CARA"] = (Games.Of(AllPay(), 3, Games.Beta(2, 2), Games.Cara(2)), 1),
        ["all-pay reserve"] = (Games.Of(AllPay(0.25), 2, Games.Uniform(0, 2)), 2),
        ["generalised all-pay"] = (Games.Of(Generalised(0.5), 2, Games.Uniform(0, 2)), 2),
        ["war U 2"] = (Games.Of(War, 2, Games.Uniform()), 0.95),
        ["war beta 3"] = (Games.Of(War, 3, Games.Beta(2, 2)), 0.9),
        ["weak and strong"] = (Games.Of(FirstPrice(), (Games.Uniform(0, 0.5), Games.Neutral),
            (Games.Uniform(), Games.Neutral)), 1),
        ["asymmetric 3"] = (Games.Of(FirstPrice(), (Games.Power(0.5), Games.Neutral), (Games.Uniform(), Games.Neutral),
            (Games.Power(3), Games.Neutral)), 1),
        ["disjoint"] = (Games.Of(FirstPrice(), (Games.Uniform(0, 0.5), Games.Neutral),
            (Games.Uniform(0.6, 0.7), Games.Neutral)), 1),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void NobodyGainsByAnotherBid_AndGainsFromFivePercentLessAreSeen(string name)
    {
        var (game, upTo) = AllCases[name];
        foreach (var bidder in game.Bidders.DistinctBy(b => b.Prior))
        {
            var (utility, loss) = Games.Deviation(game, bidder.Number, 1, upTo);
            Assert.InRange(loss, 0, 1e-4);
            if (upTo >= game.Nature.Support(bidder).High)
            {
                Assert.Equal(game.Equilibrium!.Utility(bidder.Number), utility, 2e-4);
            }
            var (_, control) = Games.Deviation(game, bidder.Number, 0.95, upTo);
            Assert.True(control > 1e-4 && control > 2 * loss, $"{name}, bidder {bidder.Number}: {loss} and {control}");
        }
    }
}
