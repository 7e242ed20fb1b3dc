using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions;

/// <summary>Bayesian auction games, learned by self-play through smoothed allocations.</summary>
public sealed class AuctionFamily : IFamily
{
    public string Section => "auction";

    public Type Settings => typeof(AuctionSettings);

    public IGame? Build(object settings, Setup setup, Problems problems)
    {
        var all = (AuctionSettings)settings;
        int before = problems.Count;
        var bidders = Bidders(all);
        Check(all, bidders, setup, problems);
        return problems.Count == before ? new AuctionGame(all, bidders, setup) : null;
    }

    private static Bidder[] Bidders(AuctionSettings all)
    {
        var blocks = all.Auction.Bidders.Blocks ?? [new BidderBlock { Count = all.Auction.Bidders.Count ?? 2 }];
        return [.. blocks.SelectMany(block => Enumerable.Repeat(block, block.Count)).Select((block, i) =>
            new Bidder(i + 1,
            block.Prior ?? all.Auction.Prior, block.Utility ?? all.Auction.Utility,
            block.Strategy ?? all.Strategy, block.Learner ?? all.Learner))];
    }

    private static void Check(AuctionSettings all, Bidder[] bidders, Setup setup, Problems problems)
    {
        if (bidders.Length < all.Auction.Mechanism.MinimumBidders)
        {
            problems.Add("auction.bidders", $"{bidders.Length}",
                $"must be at least {all.Auction.Mechanism.MinimumBidders} for this mechanism");
        }
        foreach (var bidder in bidders.Where(b => b.Prior.Bidders is { } count && count != bidders.Length))
        {
            problems.Add("auction.prior", null,
                $"the file describes {bidder.Prior.Bidders} bidders, but the game has {bidders.Length}",
                $"Write auction.bidders={bidder.Prior.Bidders}, or use another file.");
            break;
        }
        if (bidders.Any(b => b.Prior.IsJoint) && bidders.Any(b => b.Prior != bidders[0].Prior))
        {
            problems.Add("auction.bidders", null,
                "a file with one column a bidder draws the types of all bidders at once, "
                + "so no block can have a prior of its own", "Leave out the priors of the blocks.");
        }
        if (setup.Record.Count > 0)
        {
            problems.Add("record", string.Join(",", setup.Record),
                "auctions keep nothing beside their measurements yet",
                "Leave record out; metrics.jsonl holds every measurement, measure-every=1 one a round.");
        }
        if (all.Smoothing is NoSmoothing && setup.Rounds > 0)
        {
            problems.Add("smoothing", "none", "without smoothing there is no gradient to learn from",
                "Write rounds=0 to evaluate without learning, or smoothing=own-bid.");
        }
    }
}
