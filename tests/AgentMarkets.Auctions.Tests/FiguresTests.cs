using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>What a report shows of short runs: the series of its figures, and the rows of its final table.</summary>
public class FiguresTests
{
    private static readonly string[] TwoUniform =
        ["auction.bidders=[{\"prior\": \"uniform(low=0, high=1)\"}, {\"prior\": \"uniform(low=0, high=2)\"}]"];

    [Fact]
    public void AsymmetricGame_HasALearnedAndAnEquilibriumCurveForEachBidder()
    {
        var (game, results) = Run(2, TwoUniform);
        var figure = Find(game, results, "strategy");
        Assert.Equal(["bidder 1", "bidder 2", "equilibrium, bidder 1", "equilibrium, bidder 2"], Names(figure));
        // Plum (1992): both bid up to h0 h1/(h0 + h1).
        Assert.Equal([1, 2], figure.Series.Take(2).Select(s => s.X[^1]));
        Assert.Equal([1, 2], figure.Series.Skip(2).Select(s => s.X[^1]));
        Assert.All(figure.Series.Skip(2), curve => Assert.Equal(2.0 / 3, curve.Y[^1], 1e-12));
        Assert.NotEqual(figure.Series[2].Y[64], figure.Series[3].Y[64], 1e-3);
        Assert.All(figure.Series.Skip(2), curve => Assert.Equal(SeriesKind.Reference, curve.Kind));
        Assert.Equal(["bidder 1", "bidder 2"], Names(Find(game, results, "utility-loss")));
    }

    [Fact]
    public void SymmetricGame_HasOneEquilibriumCurveAndBoundedBidders()
    {
        var (game, results) = Run(2, "auction.bidders=8", "seed=1,2,3");
        var figure = Find(game, results, "strategy");
        Assert.Equal([.. Enumerable.Range(1, 6).Select(k => $"bidder {k}"), "equilibrium"], Names(figure));
        Assert.Contains("6 of 8 bid functions are shown.", figure.Caption, StringComparison.Ordinal);
        Assert.All(figure.Series[0].Low!.Zip(figure.Series[0].High!), band => Assert.True(band.First <= band.Second));
        Assert.Equal(7.0 / 8, figure.Series[^1].Y[^1], 1e-12);
        Assert.Equal("equilibrium", Find(game, results, "multiplier").Series[^1].Name);
    }

    [Fact]
    public void BiddersWhoShareABidFunction_AreShownOnce()
    {
        var (game, results) = Run(2, "auction.bidders=3", "auction.share=true");
        Assert.Equal(["bidders 1-3", "equilibrium"], Names(Find(game, results, "strategy")));
        Assert.Equal(["bidders 1-3"], Names(Find(game, results, "utility-loss-ex-ante")));
    }

    [Fact]
    public void BiddersOfDifferentRoles_AreAllAmongThoseShown()
    {
        var (game, results) = Run(2, "auction.mechanism=double-auction(buyers=7, sellers=2)", "auction.bidders=9",
            "learner=evolution(population=4)", "evaluation.samples=256");
        Assert.Equal(["bidder 1 (buyer)", "bidder 2 (buyer)", "bidder 3 (buyer)", "bidder 4 (buyer)",
            "bidder 8 (seller)", "bidder 9 (seller)"], Names(Find(game, results, "utility-loss")));
    }

    [Fact]
    public void BidsOfTwoNumbers_HaveAFigureEachWithTheEquilibriumOfThatNumber()
    {
        // Sequential first price, K = 2 of n = 3: (n-K)/(n-k+1) v.
        var (game, results) = Run(0, "auction.mechanism=sequential-first-price(items=2)", "auction.bidders=3",
            "strategy=equilibrium", "evaluation.samples=256");
        var (first, second) = (Find(game, results, "strategy"), Find(game, results, "strategy-2"));
        Assert.Equal(1.0 / 3, first.Series[^1].Y[^1], 1e-12);
        Assert.Equal(1.0 / 2, second.Series[^1].Y[^1], 1e-12);
        Assert.Equal(first.Series[^1].Y, first.Series[0].Y);
        Assert.Equal(second.Series[^1].Y, second.Series[0].Y);
        Assert.Equal("Learned bids, number 2", second.Title);
    }

    [Fact]
    public void TypesOfTwoNumbers_AreCutAlongEach()
    {
        var (game, results) = Run(0, "auction.mechanism=simultaneous(rule=second-price, items=2)",
            "strategy=linear(start=0.7)", "evaluation.samples=256");
        foreach (string id in new[] { "strategy", "strategy-2" })
        {
            // b = 0.7 v over the value of the same item.
            var curve = Find(game, results, id).Series[0];
            Assert.Equal((0, 1), (curve.X[0], curve.X[^1]));
            Assert.All(curve.X.Zip(curve.Y), at => Assert.Equal(0.7 * at.First, at.Second, 1e-6));
        }
        Assert.NotNull(Find(game, results, "utility-loss-2"));
    }

    [Fact]
    public void TypesInDescendingOrder_HaveOneCut()
    {
        var (game, results) = Run(0, "auction.mechanism=vickrey(units=2, demand=2)", "strategy=equilibrium",
            "evaluation.samples=256");
        var (first, second) = (Find(game, results, "strategy").Series[0], Find(game, results, "strategy-2").Series[0]);
        Assert.All(first.X.Zip(first.Y), at => Assert.Equal(Math.Max(0.5, at.First), at.Second, 1e-6));
        Assert.All(second.X.Zip(second.Y), at => Assert.Equal(Math.Min(0.5, at.First), at.Second, 1e-6));
        Assert.DoesNotContain(game.Figures(results), figure => figure.Id == "utility-loss-2");
    }

    [Fact]
    public void NoFigureHasASeriesWithoutANumber()
    {
        foreach (string[] overrides in new string[][]
        {
            TwoUniform,
            ["auction.mechanism=second-price", "auction.prior=beta", "auction.utility=crra(r=0.5)",
                "smoothing=softmax", "strategy=mlp(hidden=[3])"],
            ["auction.mechanism=first-price(entry-fee=0.1)"],
            ["auction.mechanism=all-pay", "smoothing=softmax", "learner=evolution(population=4)"],
        })
        {
            var (game, results) = Run(2, [.. overrides, "evaluation.samples=256"]);
            Assert.All(game.Figures(results).SelectMany(figure => figure.Series),
                series => Assert.Contains(series.Y, double.IsFinite));
            Assert.Equal(game.Figures(results).Count, game.Figures(results).DistinctBy(figure => figure.Id).Count());
        }
    }

    [Fact]
    public void SmoothingCost_IsTheUtilityOfTheMarketThatWasLearnedFrom()
    {
        // Nearly without smoothing, and with so many games, both utilities are the exact one of b = v/2: 1/6.
        string[] half = ["strategy=linear(start=0.5)", "learner=gradient(learning-rate=1e-9)", "batch=65536"];
        var (game, results) = Run(2, [.. half, "smoothing=own-bid(beta=20000)"]);
        Assert.All(results.Last("smoothed-utility")!.Values.Cast<double>(), u => Assert.Equal(1.0 / 6, u, 3e-3));
        var figure = Find(game, results, "smoothing-cost");
        Assert.Equal(["bidder 1, smoothed market", "bidder 2, smoothed market", "bidder 1, exact auction",
            "bidder 2, exact auction"], Names(figure));
        // Form A gives the item away at beta (b - m) = 0 with 1/2: E x(b - m)(v - b), by quadrature.
        double expected = 0;
        const int Cells = 1000;
        for (int i = 0; i < Cells; i++)
        {
            for (int k = 0; k < Cells; k++)
            {
                double v = (i + 0.5) / Cells, m = (k + 0.5) / Cells / 2;
                expected += (v - v / 2) / (1 + Math.Exp(-5 * (v / 2 - m))) / Cells / Cells;
            }
        }
        var (_, smooth) = Run(2, [.. half, "smoothing=own-bid(beta=5)"]);
        Assert.All(smooth.Last("smoothed-utility")!.Values.Cast<double>(), u => Assert.Equal(expected, u, 3e-3));
        Assert.True(1.0 / 6 - expected > 0.01);
    }

    [Fact]
    public void LearnersWithoutASmoothedMarket_HaveNoSmoothingCost()
    {
        var (game, results) = Run(2, "learner=evolution(population=4)");
        Assert.Null(results.Last("smoothed-utility"));
        Assert.DoesNotContain(game.Figures(results), figure => figure.Id == "smoothing-cost");
    }

    [Fact]
    public void Comparison_SaysOfEveryKindOfBidderWhatItsTheoryIs()
    {
        var (game, results) = Run(0, [.. TwoUniform, "strategy=equilibrium"]);
        var rows = game.Compare(results);
        Assert.Equal(["utility (bidder 1)", "utility (bidder 2)"],
            rows.Where(row => row.Quantity.StartsWith("utility (", StringComparison.Ordinal)).Select(r => r.Quantity));
        var known = game.Equilibrium!;
        foreach (int bidder in new[] { 1, 2 })
        {
            var row = rows.Single(r => r.Quantity == $"utility (bidder {bidder})");
            Assert.Equal(known.Utility(bidder), row.Known);
            Assert.Equal(row.Known, row.Learned, 1e-3);
        }
        Assert.NotEqual(known.Utility(1), known.Utility(2), 1e-2);
        Assert.Equal(known.Revenue, rows.Single(r => r.Quantity == "revenue").Learned, 1e-3);
        // The strong bidder shades more: not efficient.
        Assert.True(double.IsNaN(rows.Single(r => r.Quantity == "efficiency").Known));
    }

    [Theory]
    [InlineData("first-price", true)]
    [InlineData("first-price(reserve=0.4)", false)]
    [InlineData("first-price(entry-fee=0.1)", false)]
    [InlineData("second-price", true)]
    [InlineData("second-price(reserve=0.4)", false)]
    [InlineData("all-pay", true)]
    [InlineData("all-pay(reserve=0.4)", false)]
    [InlineData("vickrey(units=2, demand=1)", true)]
    public void Efficiency_IsKnownOnlyWhereTheEquilibriumIsEfficient(string mechanism, bool isEfficient)
    {
        var (game, results) = Run(0, $"auction.mechanism={mechanism}", "auction.bidders=3", "strategy=equilibrium",
            "evaluation.samples=65536");
        var row = game.Compare(results).Single(r => r.Quantity == "efficiency");
        Assert.Equal(isEfficient ? 1 : double.NaN, row.Known);
        // The claim holds: the equilibrium itself is measured.
        Assert.Equal((isEfficient, row.Learned), (Math.Abs(row.Learned - 1) < 0.01, row.Learned));
    }

    private static IEnumerable<string> Names(Figure figure) => figure.Series.Select(series => series.Name);

    private static Figure Find(AuctionGame game, Results results, string id) =>
        Assert.Single(game.Figures(results), figure => figure.Id == id);

    /// <summary>Some rounds, measured before, after each, and at the end.</summary>
    private static (AuctionGame Game, Results Results) Run(int rounds, params string[] overrides)
    {
        var game = Play.Build(null, [.. overrides, $"rounds={rounds}"]);
        var (measurements, tables) = (new List<Measurement>(), new List<Table>());
        using var host = new LocalHost(game.Actors);
        host.Observed = observation =>
        {
            if (observation is Measurement measurement)
            {
                measurements.Add(measurement);
            }
            else if (observation is Table table)
            {
                tables.Add(table);
            }
        };
        for (int round = 0; round <= rounds; round++)
        {
            if (round > 0)
            {
                host.Post(game.Coordinator, new RunTo(round));
                host.Run();
            }
            host.Post(game.Coordinator, new Measure(round, Final: round == rounds));
            host.Run();
        }
        return (game, new Results(measurements, tables,
            [.. game.Setup.Seeds.Select(seed => new Replica(seed, []))]));
    }
}
