using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions;

/// <summary>Bayesian auction games, learned by self-play through smoothed allocations.</summary>
public sealed class AuctionFamily : IFamily
{
    public string Section => "auction";

    public Type Settings => typeof(AuctionSettings);

    public IReadOnlyList<Type> Messages { get; } =
    [
        typeof(StartRound), typeof(SubmitBids), typeof(ClearingSignal), typeof(VariedOutcome), typeof(RoundLaw),
        typeof(RoundDone), typeof(StartCheck), typeof(PublishStrategy), typeof(OpposingBids), typeof(BestResponded),
    ];

    public IGame? Build(object settings, Setup setup, Problems problems)
    {
        var all = (AuctionSettings)settings;
        int before = problems.Count;
        var seats = Seating.Of(all, new Uniform(new Uniform.Settings()));
        Bidder[] bidders = [.. seats.SelectMany(seat => seat.Members)];
        GameChecks.Check(all, bidders, problems);
        CorrelationChecks.Check(all, bidders, problems);
        LearningChecks.CheckSmoothing(all, seats, setup, problems);
        if (problems.Count > before)
        {
            return null;
        }
        var game = new BayesianGame(all.Auction.Mechanism, bidders,
            new Nature(all.Auction.Mechanism, bidders, all.Auction.Correlation,
                CorrelationChecks.Members(all.Auction, bidders.Length)));
        LearningChecks.Check(all, seats, game, setup, problems);
        return problems.Count == before ? new AuctionGame(all, game, seats, setup) : null;
    }
}
