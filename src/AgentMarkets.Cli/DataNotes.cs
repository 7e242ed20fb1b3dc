using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Cli;

/// <summary>What a user should know of the data that a game was made of, though it is no mistake.</summary>
internal static class DataNotes
{
    public static IReadOnlyList<string> Of(IGame game) => game is not AuctionGame auction
        ? []
        : [.. auction.Bidders.Select(bidder => bidder.Prior).OfType<Empirical>().Distinct()
            .Where(prior => prior.Skipped > 0).Select(Sentence)];

    private static string Sentence(Empirical prior) => prior.Skipped == 1
        ? "1 row without a value was skipped in the file of the empirical prior."
        : $"{prior.Skipped:N0} rows without a value were skipped in the file of the empirical prior.";
}
