using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions;

/// <summary>Who sits where: the bidders of an experiment, and the actors that stand for them.</summary>
internal static class Seating
{
    /// <summary>The seats in the order of their bidders.</summary>
    /// <param name="standard">The prior of bidders for whom neither the file nor the rule names one.</param>
    public static IReadOnlyList<Seat> Of(AuctionSettings all, IPrior standard)
    {
        var auction = all.Auction;
        var blocks = auction.Bidders?.Blocks
            ?? [new BidderBlock { Count = auction.Bidders?.Count ?? auction.Mechanism.MostBidders ?? 2 }];
        int bidders = blocks.Sum(block => block.Count), number = 0;
        var seats = new List<Seat>();
        foreach (var block in blocks)
        {
            bool share = block.Share ?? auction.Share;
            int size = share ? block.Count : Math.Min(block.Count, block.Cohort ?? auction.Cohort);
            var members = Enumerable.Range(0, block.Count).Select(_ => new Bidder(++number,
                block.Prior ?? auction.Prior ?? auction.Mechanism.PriorOf(number, bidders) ?? standard,
                block.Utility ?? auction.Utility, block.Strategy ?? all.Strategy, block.Learner ?? all.Learner)
            {
                Role = auction.Mechanism.RoleOf(number, bidders),
            }).ToArray();
            // Bidders of different roles or priors have different structures, and sit apart.
            foreach (var alike in ByStructure(members))
            {
                seats.AddRange(alike.Chunk(share ? alike.Length : size).Select(group => new Seat(group, share)));
            }
        }
        return seats;
    }

    /// <summary>How an error names the key that decides the number of bidders.</summary>
    public const string BiddersKey = "auction.bidders";

    /// <summary>Where a bidder's <c>prior</c>, <c>utility</c>, <c>strategy</c> or <c>learner</c> was written: in its
    /// block, or above.</summary>
    public static string KeyOf(AuctionSettings all, Bidder bidder, string setting)
    {
        var blocks = all.Auction.Bidders?.Blocks ?? [];
        int before = 0;
        for (int k = 0; k < blocks.Count; before += blocks[k++].Count)
        {
            if (bidder.Number <= before + blocks[k].Count)
            {
                object? own = setting switch
                {
                    "prior" => blocks[k].Prior,
                    "utility" => blocks[k].Utility,
                    "strategy" => blocks[k].Strategy,
                    _ => blocks[k].Learner,
                };
                return own is not null ? $"{BiddersKey}.{k + 1}.{setting}" : Above(setting);
            }
        }
        return Above(setting);
    }

    private static string Above(string setting) =>
        setting is "prior" or "utility" ? $"auction.{setting}" : setting;

    private static IEnumerable<Bidder[]> ByStructure(Bidder[] members)
    {
        int first = 0;
        for (int k = 1; k <= members.Length; k++)
        {
            if (k == members.Length || members[k].Role != members[first].Role
                || members[k].Prior != members[first].Prior)
            {
                yield return members[first..k];
                first = k;
            }
        }
    }
}
