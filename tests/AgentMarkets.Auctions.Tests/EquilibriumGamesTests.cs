using System.Globalization;
using System.Text;
using AgentMarkets.Auctions.Equilibria;
using Xunit;
using Xunit.Abstractions;

namespace AgentMarkets.Auctions.Tests;

/// <summary>
/// Goal: every theorem holds in the game as users run it. Method: an experiment's text for each is played by
/// strategy=equilibrium; its loss is nothing, its utilities and revenue are the theorem's, and the same bids made a
/// little smaller lose more.
/// </summary>
public class EquilibriumGamesTests(ITestOutputHelper output)
{
    private const double NoLoss = 1e-4, Factor = 0.95;

    // Integrals over the own type by Simpson's rule on 1,025 types: of smooth bids, and of bids with a jump or no
    // bound.
    private const double Smooth = 2e-5, Jump = 2e-4;

    // Types of several numbers are drawn, 512 of them: 4 standard errors of a utility whose deviation is 0.3.
    private const double Drawn = 0.05;

    private const string First = "auction.mechanism=first-price", Two = "auction.bidders=2";

    /// <summary>A game of a theorem: overrides of a first-price auction of two bidders.</summary>
    /// <param name="Loss">The most that is measured: the best bid on a sample is too good by chance, and where laws are
    /// conditional on the type the measured error of that is added.</param>
    /// <param name="Samples">Games a check; where rivals' laws are exact there are none.</param>
    /// <param name="Quadrature">What utilities and revenue may be off beside their sampling errors.</param>
    private sealed record Case(string[] Overrides, double Loss = NoLoss, int Samples = 1 << 18,
        double Quadrature = Smooth);

    // The name of each is its theorem's.
    private static readonly SortedDictionary<string, Case> s_cases = new(StringComparer.Ordinal)
    {
        [nameof(AllPayAnyPrior)] = new(["auction.mechanism=all-pay", "auction.prior=beta(a=2, b=2)"]),
        [nameof(AllPayPower)] = new(["auction.mechanism=all-pay", "auction.prior=power(exponent=2)"]),
        [nameof(AllPayReserve)] = new(["auction.mechanism=all-pay(reserve=0.25)"]),
        [nameof(AsymmetricFirstPrice)] = new([First, "auction.bidders=[{ \"prior\": \"power(exponent=0.5)\" }, "
            + "{ \"count\": 1 }, { \"prior\": \"beta(a=2, b=2)\" }]"]),
        [nameof(AsymmetricFirstPriceUniform)] = new([First, "auction.bidders=[{ \"prior\": \"uniform(high=0.5)\" }, "
            + "{ \"count\": 1 }]"]),
        [nameof(BilateralTradeLinear)] = new(["auction.mechanism=bilateral-trade(k=0.5)"]),
        [nameof(BuyersBidDoubleAuction)] = new(["auction.mechanism=double-auction(buyers=2, sellers=2)",
            "auction.bidders=4"]),
        [nameof(DiscriminatoryEqualValues)] = new(["auction.mechanism=discriminatory(units=2, values=equal)"]),
        [nameof(DiscriminatoryUnitDemand)] = new(["auction.mechanism=discriminatory(units=2, values=unit)",
            "auction.bidders=3"]),
        [nameof(FirstPriceAffiliated)] = new([First, "auction.correlation=affiliated"]),
        [nameof(FirstPriceAnyPrior)] = new([First, "auction.bidders=3", "auction.prior=beta(a=2, b=2)",
            "auction.utility=cara(a=2)"]),
        [nameof(FirstPriceDisjointUniform)] = new([First, "auction.bidders=[{ \"prior\": \"uniform(high=0.5)\" }, "
            + "{ \"prior\": \"uniform(low=0.6, high=0.7)\" }]"]),
        [nameof(FirstPriceEntryFee)] = new(["auction.mechanism=first-price(entry-fee=0.05)"]),
        [nameof(FirstPricePower)] = new([First, "auction.prior=power(exponent=2)", "auction.utility=crra(r=0.7)"]),
        [nameof(FirstPriceReserve)] = new(["auction.mechanism=first-price(reserve=0.3)"]),
        [nameof(FirstPriceReturn)] = new(["auction.mechanism=first-price(reserve=0.1)", "auction.utility=roi"]),
        [nameof(FirstPriceUniform)] = new([First, "auction.bidders=3", "auction.utility=crra(r=0.5)"]),
        [nameof(GeneralisedAllPayUniform)] = new(["auction.mechanism=generalised-all-pay(a=0.5)"]),
        [nameof(LlgBernoulli)] = new(["auction.mechanism=llg(payment=nearest-zero)", "auction.bidders=3",
            "auction.correlation=bernoulli(gamma=0.3)"], Loss: 2.5e-4, Samples: 1 << 17),
        [nameof(LlgVcgTruthful)] = new(["auction.mechanism=llg(payment=vcg)", "auction.bidders=[{ \"count\": 2, "
            + "\"prior\": \"beta(a=2, b=2)\" }, { \"prior\": \"uniform(high=2)\" }]"]),
        [nameof(MultiUnitTruthful)] = new(["auction.mechanism=vickrey(units=2)"], Quadrature: Drawn),
        [nameof(PrizeContestUniform)] = new(["auction.mechanism=prize-contest(prizes=[1, 0.4])", "auction.bidders=4"],
            Samples: 1 << 18),
        [nameof(SecondPriceAffiliated)] = new(["auction.mechanism=second-price", "auction.bidders=3",
            "auction.correlation=affiliated"]),
        [nameof(SecondPriceMineralRights)] = new(["auction.mechanism=second-price", "auction.bidders=3",
            "auction.correlation=mineral-rights"]),
        [nameof(SecondPriceTruthful)] = new(["auction.mechanism=second-price", "auction.prior=beta(a=2, b=3)"]),
        [nameof(SequentialUnitDemand)] = new(["auction.mechanism=sequential-first-price(items=2)",
            "auction.bidders=3"]),
        // Many prices for all earn the same, and the highest of them have no bound: a sample's best is far too good.
        [nameof(SplitAwardPooling)] = new(["auction.mechanism=split-award(efficiency=0.3)",
            "auction.prior=uniform(low=1, high=1.4)"], Loss: 4e-3, Samples: 1 << 16),
        [nameof(ThirdPriceAnyPrior)] = new(["auction.mechanism=third-price", "auction.bidders=4"]),
        [nameof(TullockCompleteInformation)] = new(["auction.mechanism=tullock", "auction.bidders=3",
            "auction.prior=fixed(value=1)"]),
        [nameof(UniformPriceTwoBidders)] = new(["auction.mechanism=uniform-price(units=3, demand=2)"],
            Quadrature: Drawn),
        [nameof(WarOfAttritionAnyPrior)] = new(["auction.mechanism=war-of-attrition"], Quadrature: Jump),
    };

    public static TheoryData<string> Theorems() => [.. typeof(IEquilibriumTheorem).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEquilibriumTheorem)))
        .Select(type => type.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Theorems))]
    public void Equilibrium_LosesNothing_EarnsWhatItsTheoremSays_AndLessWouldBeSeen(string theorem)
    {
        Assert.True(s_cases.TryGetValue(theorem, out var game), $"{theorem} has no game here: add one to the table.");
        string[] common = [Two, "smoothing=none", "rounds=0", $"evaluation.samples={game.Samples}",
            "measure=[utility-loss]", .. game.Overrides];
        var play = Play.FirstPrice([.. common, "strategy=equilibrium"]);
        var rules = play.Game.Rules;
        var speaking = (IEquilibriumTheorem)Activator.CreateInstance(typeof(IEquilibriumTheorem).Assembly.GetTypes()
            .Single(type => type.Name == theorem))!;
        Assert.NotNull(speaking.Of(rules));
        var control = Less(rules, play, common, game.Samples);
        for (int i = 0; i < rules.Bidders.Count; i++)
        {
            double loss = Of(play, "utility-loss-ex-ante", i), less = control("utility-loss-ex-ante")[0, i];
            double known = rules.Equilibrium!.Utility(i + 1), utility = Of(play, "utility", i);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{theorem} {i + 1}: loss {loss:G3} less "
                + $"{less:G3}; utility {utility:G6} known {known:G6} +- {Of(play, "utility-sampling-error", i):G2}"));
            // A bidder who faces one law for all its types has no such error of its own.
            double chance = Of(play, "utility-loss-sampling-error", i);
            Assert.InRange(loss, 0, game.Loss + (double.IsNaN(chance) ? 0 : chance));
            Assert.True(double.IsNaN(known) || Math.Abs(utility - known)
                <= 4 * Of(play, "utility-sampling-error", i) + game.Quadrature,
                $"utility {utility}, by the theorem {known}");
        }
        double revenue = rules.Equilibrium!.Revenue;
        Assert.True(double.IsNaN(revenue) || Math.Abs(Of(play, "revenue", 0) - revenue)
            <= 4 * Of(play, "revenue-sampling-error", 0) + game.Quadrature,
                $"revenue {Of(play, "revenue", 0)}, by the theorem {revenue}");
        double[] more = [.. Enumerable.Range(0, rules.Bidders.Count)
            .Select(i => control("utility-loss-ex-ante")[0, i] - Of(play, "utility-loss-ex-ante", i))];
        Assert.True(more.Max() > 5e-5, $"the control loses only {more.Max()} more");
    }

    // Integrals over the own type by Simpson's rule, on bids of straight lines.
    private const double Exact = 2e-5;

    /// <summary>The same bids by a factor, from a file where it can have them.</summary>
    private static Func<string, double[,]> Less(BayesianGame rules, Play play, string[] common, int samples)
    {
        if (rules.Shape is { Types: 1, Bids: 1 })
        {
            var file = Play.WithFile("less.csv", Rows(rules),
                [.. common, "strategy=file(path=less.csv)"]);
            return metric => file[metric];
        }
        var auction = ((AuctionSettings)play.Experiment.FamilySettings).Auction;
        var found = Formula.Measure(auction, (bidder, type, bid) =>
        {
            rules.Equilibrium!.Bid(bidder, type, bid);
            for (int k = 0; k < bid.Length; k++)
            {
                bid[k] *= Factor;
            }
        }, samples);
        return metric => found[metric];
    }

    private static string Rows(BayesianGame rules)
    {
        const int Rows = 1024;
        var text = new StringBuilder("bidder,type,bid\n");
        Span<double> bid = stackalloc double[1];
        foreach (var bidder in rules.Bidders)
        {
            var (low, high) = rules.Nature.Support(bidder);
            foreach (int k in Enumerable.Range(0, high > low ? Rows + 1 : 1))
            {
                double type = k == Rows ? high : low + (high - low) * k / Rows;
                rules.Equilibrium!.Bid(bidder.Number, [type], bid);
                text.Append(CultureInfo.InvariantCulture, $"{bidder.Number},{type:R},{Factor * bid[0]:R}\n");
            }
        }
        return text.ToString();
    }

    private static double Of(Play play, string metric, int bidder) =>
        play.Has(metric) ? play[metric][0, bidder] : 0;
}
