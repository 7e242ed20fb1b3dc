using AgentMarkets.Auctions.Fields;
using AgentMarkets.Auctions.Plays;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions;

/// <summary>Whether bidders can play a game with their strategies, and learn it with their learners; each refusal with
/// the way out.</summary>
internal static class LearningChecks
{
    /// <summary>Whether those who follow gradients have a market to follow: this needs the rule only.</summary>
    public static void CheckSmoothing(AuctionSettings all, IReadOnlyList<Seat> seats, Setup setup, Problems problems)
    {
        if (setup.Rounds > 0 && seats.Any(seat => seat.First.Learner is IGradientLearner)
            && all.Smoothing.Refuses(all.Auction.Mechanism) is { } refused)
        {
            problems.Add("smoothing", Piece.NameOf(all.Smoothing), refused.Why, refused.WayOut);
        }
    }

    public static void Check(AuctionSettings all, IReadOnlyList<Seat> seats, BayesianGame game, Setup setup,
        Problems problems)
    {
        var told = new List<(string Key, string Why)>();
        void Tell(Bidder bidder, string setting, object piece, (string Why, string WayOut)? refusal)
        {
            // Bidders who are alike have one problem together.
            if (refusal is { } refused && Seating.KeyOf(all, bidder, setting) is var key
                && !told.Contains((key, refused.Why)))
            {
                told.Add((key, refused.Why));
                problems.Add(key, Piece.NameOf(piece), refused.Why, refused.WayOut);
            }
        }
        foreach (var bidder in seats.Select(seat => seat.First))
        {
            Tell(bidder, "strategy", bidder.Strategy, bidder.Strategy.Refuses(game, bidder));
        }
        CheckExpectations(all, seats, game, setup, problems);
        foreach (var bidder in seats.Select(seat => seat.First).Where(_ => setup.Rounds > 0))
        {
            Tell(bidder, "learner", bidder.Learner, Play.Refuses(game, bidder));
        }
    }

    private static void CheckExpectations(AuctionSettings all, IReadOnlyList<Seat> seats, BayesianGame game,
        Setup setup, Problems problems)
    {
        if (all.Gradients == GradientSource.Sampled || setup.Rounds == 0)
        {
            return;
        }
        const string WayOut = "Write gradients=sampled, with a larger batch.";
        if (seats.FirstOrDefault(seat => seat.First.Learner is not IGradientLearner) is { } other)
        {
            problems.Add("gradients", "expected", $"{other.Id} does not follow a gradient", WayOut);
        }
        else if (ExpectedSlopes.Of(game, seats, all.Smoothing) is null)
        {
            problems.Add("gradients", "expected", "expected gradients are known for bid functions that are lines, of "
                + "independent types, under smoothing=own-bid of rules that charge the own bid, and for levels of "
                + "effort in rules that are smooth by themselves; not here", WayOut);
        }
    }
}
