using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Equilibria;

/// <summary>First price of bidders who differ (docs/auctions.md, 7).</summary>
public class AsymmetricTests
{
    private static readonly FirstPrice Rule = new(new FirstPrice.Settings());

    private static BayesianGame Game(params IPrior[] priors) =>
        Games.Of(Rule, [.. priors.Select(prior => (prior, Games.Neutral))]);

    [Fact]
    public void WeakAndStrong_HaveTheKnownNumbers()
    {
        foreach (bool isFirst in new[] { true, false })
        {
            var game = isFirst
                ? Game(Games.Uniform(0, 0.5), Games.Uniform())
                : Game(Games.Uniform(), Games.Uniform(0, 0.5));
            var (weak, strong) = isFirst ? (1, 2) : (2, 1);
            Assert.Equal(0.048467, game.Equilibrium!.Utility(weak), 0.6e-6);
            Assert.Equal(0.253449, game.Equilibrium.Utility(strong), 0.6e-6);
            Assert.Equal(1.0 / 3, game.BidOf(0.5, weak), 1e-12);
            Assert.Equal(1.0 / 3, game.BidOf(1, strong), 1e-12);
        }
        // As the supports become the same, so do the bids: v/2.
        Assert.Equal(0.35, Game(Games.Uniform(0, 1 - 1e-9), Games.Uniform()).BidOf(0.7), 1e-8);
        var moved = Game(Games.Uniform(2, 3), Games.Uniform(2, 4));
        Assert.Equal(2 + 2.0 / 3, moved.BidOf(3, 1), 1e-12);
        // E of the higher bid, by the midpoint rule.
        double[] middles = [.. Enumerable.Range(0, 400).Select(k => (k + 0.5) / 400)];
        double revenue = middles.Average(x => middles.Average(y =>
            Math.Max(moved.BidOf(2 + x), moved.BidOf(2 + 2 * y, 2))));
        Assert.Equal(revenue, moved.Equilibrium!.Revenue, 1e-5);
    }

    [Fact]
    public void DisjointSupports_HaveOneOfTheKnownEquilibria()
    {
        var game = Game(Games.Uniform(0.6, 0.7), Games.Uniform(0, 0.5));
        Assert.Equal(1.0 / 300, game.Equilibrium!.Utility(2), 1e-12);
        Assert.Equal(0.203333, game.Equilibrium.Utility(1), 0.6e-6);
        Assert.Equal(0.4, game.BidOf(0.6, 1), 1e-15);
        Assert.Equal(0.45, game.BidOf(0.7, 1), 1e-15);
        Assert.Equal(0.45, game.BidOf(0.5, 2), 1e-15);
        Assert.False(game.Equilibrium.IsCompared(1, [0.65]));
    }

    [Fact]
    public void Shooting_FindsTheClosedFormOfWeakAndStrong()
    {
        var game = Game(Games.Uniform(0, 0.5), Games.Uniform());
        var shooting = InverseBidShooting.Solve(game.Bidders)!;
        Assert.Equal(1.0 / 3, shooting.Top, 1e-8);
        for (int bidder = 1; bidder <= 2; bidder++)
        {
            var bids = shooting.Bids(bidder);
            double high = bidder == 1 ? 0.5 : 1;
            Assert.All(Enumerable.Range(0, 201), k =>
                Assert.Equal(game.BidOf(high * k / 200, bidder), bids.At(high * k / 200), 1e-8));
        }
    }

    [Theory]
    [InlineData(2, 1.0)]
    [InlineData(3, 2.0)]
    [InlineData(5, 1.0)]
    [InlineData(10, 1.0)]
    public void Shooting_FindsTheClosedFormOfBiddersAlike(int n, double p)
    {
        var game = Game([.. Enumerable.Repeat(Games.Power(p, 1, 3), n)]);
        var shooting = InverseBidShooting.Solve(game.Bidders)!;
        Assert.Equal(game.BidOf(3), shooting.Top, 1e-8);
        var bids = shooting.Bids(n);
        Assert.All(Enumerable.Range(0, 201), k =>
            Assert.Equal(game.BidOf(1 + k / 100.0), bids.At(1 + k / 100.0), 1e-8));
    }

    [Fact]
    public void Shooting_MeetsTheFirstOrderConditions()
    {
        // (v - b) d ln W/db = 1 at b_i(v), W the chance that b is above the others'.
        var game = Game(Games.Power(0.5), Games.Uniform(), Games.Power(3));
        var shooting = InverseBidShooting.Solve(game.Bidders)!;
        foreach (double part in new[] { 0.1, 0.3, 0.6, 0.9 })
        {
            double b = part * shooting.Top, h = 1e-5;
            for (int bidder = 1; bidder <= 3; bidder++)
            {
                double rise = Math.Log(shooting.Wins(bidder, b + h)) - Math.Log(shooting.Wins(bidder, b - h));
                Assert.Equal(1, (shooting.Type(bidder, b) - b) * rise / (2 * h), 1e-6);
            }
        }
        // The start: b = v s/(1+s), s the sum of the others' exponents.
        Assert.Equal(4 / 5.0, game.BidOf(1e-6, 1) / 1e-6, 1e-4);
        Assert.Equal(1.5 / 2.5, game.BidOf(1e-6, 3) / 1e-6, 1e-4);
        Assert.Equal(shooting.Top, game.BidOf(1, 1), 1e-12);
        Assert.Equal(shooting.Top, game.BidOf(1, 3), 1e-12);
    }
}
