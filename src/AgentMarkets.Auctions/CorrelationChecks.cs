using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions;

/// <summary>What goes with correlated types and what does not, each refusal with the way out.</summary>
internal static class CorrelationChecks
{
    private const string Key = "auction.correlation", MembersKey = "auction.correlated";

    /// <summary>Whose types the correlation ties together: who the experiment names, else who the rule does; nothing
    /// for all.</summary>
    public static IReadOnlyList<int>? Members(AuctionBlock auction, int bidders) =>
        auction.Correlated ?? auction.Mechanism.CorrelatedBidders(bidders);

    public static void Check(AuctionSettings all, Bidder[] bidders, Problems problems)
    {
        var auction = all.Auction;
        int before = problems.Count;
        foreach (int number in auction.Correlated?.Where(number => number < 1 || number > bidders.Length) ?? [])
        {
            problems.Add(MembersKey, $"{number}", $"there is no such bidder: they are 1 to {bidders.Length}");
        }
        if (auction.Correlated is { } named && named.Distinct().Count() < named.Count)
        {
            problems.Add(MembersKey, $"[{string.Join(",", named)}]", "names a bidder twice");
        }
        if (auction.Correlation is null && auction.Correlated is not null)
        {
            problems.Add(MembersKey, null, "says whose types are correlated, but not how",
                "Write how, such as auction.correlation=bernoulli, or leave it out.");
        }
        if (auction.Correlation is { } correlation && problems.Count == before)
        {
            CheckBidders(correlation, auction, bidders, problems);
            CheckRule(correlation, auction.Mechanism, bidders.Length, problems);
            CheckStrategies(bidders, problems);
        }
    }

    private static void CheckBidders(ICorrelation correlation, AuctionBlock auction, Bidder[] bidders,
        Problems problems)
    {
        string name = Piece.NameOf(correlation);
        var named = Members(auction, bidders.Length);
        var members = bidders.Where(b => named?.Contains(b.Number) ?? true).ToArray();
        if (members.Length < 2)
        {
            problems.Add(MembersKey, null, "names fewer than two bidders: one alone is correlated with nobody",
                "Name two or more, or leave out auction.correlation.");
        }
        if (!correlation.ValuesAreObservations && members.Length < bidders.Length)
        {
            problems.Add(MembersKey, string.Join(",", members.Select(b => b.Number)),
                $"{name} gives all bidders one value, so all must be correlated", "Leave out auction.correlated.");
        }
        if (bidders.Any(b => b.Prior.IsJoint))
        {
            problems.Add(Key, name, "the types come from a file with one column a bidder, whose rows already say how "
                + "they hang together", "Leave out auction.correlation, or use a file with the column value.");
        }
        else if (correlation.NeedsUniformPrior
            && members.Any(b => b.Prior is not Uniform || b.Prior.Support(b.Number) is not (0, 1)))
        {
            problems.Add(Key, name, "makes observations of its own from even draws on [0,1], so that another prior "
                + "than uniform(low=0, high=1) would have no meaning",
                "Leave out auction.prior, or write auction.correlation=bernoulli, which goes with any prior.");
        }
    }

    private static void CheckRule(ICorrelation correlation, IMechanism mechanism, int bidders, Problems problems)
    {
        var (name, rule, shape) = (Piece.NameOf(correlation), Piece.NameOf(mechanism), mechanism.Shape(bidders));
        if (shape is not { Types: 1, Bids: 1 })
        {
            problems.Add(Key, name, $"correlates types of one number for bids of one number, but in {rule} a type has "
                + $"{shape.Types} and a bid {shape.Bids}",
                "Leave out auction.correlation, or choose a rule with one value and one bid.");
        }
        else if (!correlation.ValuesAreObservations && mechanism is not OneItem)
        {
            problems.Add(Key, name, $"gives the item a value that nobody sees, which {rule} cannot be measured with",
                "Choose a rule that sells one item, such as second-price, or a correlation of private values: "
                + "bernoulli or constant-weights.");
        }
    }

    private static void CheckStrategies(Bidder[] bidders, Problems problems)
    {
        if (bidders.FirstOrDefault(b => b.Strategy is ITableStrategy) is { } mixed)
        {
            problems.Add("strategy", Piece.NameOf(mixed.Strategy), "is a table of types and bids: what others see "
                + "depends on the own type here, and tables are learned and checked for independent types only",
                "Write another strategy, such as mlp, or leave out auction.correlation.");
        }
        else if (bidders.FirstOrDefault(b => b.Learner is IReplyLearner) is { } replier)
        {
            problems.Add("learner", Piece.NameOf(replier.Learner), "replies to one law of the others' bids, but with "
                + "correlated types every type faces its own",
                "Write another learner, such as gradient or evolution, or leave out auction.correlation.");
        }
    }
}
