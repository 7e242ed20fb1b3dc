using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What one bidder faces: how each bid of its own fares against the law of the others' bids, in the exact
/// rule.</summary>
/// <remarks>docs/auctions.md, 4. A law is sampled (and then every bid meets the same sample), or exact.</remarks>
public interface IOpposition
{
    /// <summary>How far <see cref="Best"/> may stay below the best of all bids, for worths of order 1: rounding where
    /// every bid is tried.</summary>
    double Slack => 0.02;

    /// <summary>How many of the sampled games it is made of, where it keeps fewer than it was given.</summary>
    int? GamesKept => null;

    /// <summary>How a bid fares on average.</summary>
    /// <param name="bid">[A].</param>
    /// <param name="win">x, [K]: the probability of each outcome, ties shared by the rule; written in place.</param>
    /// <returns>The mean payment, of who wins and who does not.</returns>
    double Fare(ReadOnlySpan<double> bid, Span<double> win);

    /// <summary>How many bids fare.</summary>
    /// <param name="bids">[G, A] row by row.</param>
    /// <param name="win">[G, K] row by row, written in place.</param>
    /// <param name="paid">[G], written in place.</param>
    void Fares(ReadOnlySpan<double> bids, Span<double> win, Span<double> paid)
    {
        int a = bids.Length / paid.Length, k = win.Length / paid.Length;
        for (int g = 0; g < paid.Length; g++)
        {
            paid[g] = Fare(bids.Slice(g * a, a), win.Slice(g * k, k));
        }
    }

    /// <summary>E u of a bid.</summary>
    /// <param name="worth">[K].</param>
    /// <param name="cost">What a unit of payment costs; 1 unless the rule says otherwise.</param>
    double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility);

    /// <summary>sup over all bids of E u, for many types at once.</summary>
    /// <param name="worth">[T, K] row by row; where K = 1, ascending.</param>
    /// <param name="cost">[T], or empty where it is 1.</param>
    /// <param name="best">[T], written in place.</param>
    /// <param name="bids">[T, A], written in place: a bid that gives it, or one just below such bids where the supremum
    /// is not reached.</param>
    void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids);
}
