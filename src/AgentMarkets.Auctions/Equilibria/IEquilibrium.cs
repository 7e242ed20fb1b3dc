using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>A Bayes-Nash equilibrium of one game, in closed form or solved to a stated accuracy.</summary>
public interface IEquilibrium
{
    /// <summary>beta_i(v).</summary>
    /// <param name="type">[D].</param>
    /// <param name="bid">[A], written in place.</param>
    void Bid(int bidder, ReadOnlySpan<double> type, Span<double> bid);

    /// <summary>The ex-ante utility of a bidder; not-a-number where it is not known.</summary>
    double Utility(int bidder) => double.NaN;

    /// <summary>The expected revenue; not-a-number where it is not known.</summary>
    double Revenue => double.NaN;

    /// <summary>The welfare over the highest that there is: 1 where the equilibrium is efficient; not-a-number where it
    /// is not known.</summary>
    double Efficiency => double.NaN;

    /// <summary>beta_i(v)/v where it is the same for every type.</summary>
    double? Multiplier(int bidder) => null;

    /// <summary>Whether the bids of a type are compared with the equilibrium's: not where types bid as they like, or
    /// without bound.</summary>
    bool IsCompared(int bidder, ReadOnlySpan<double> type) => true;

    /// <summary>Whether this number of a bid is compared.</summary>
    /// <param name="number">From 0.</param>
    bool IsCompared(int number) => true;

    /// <summary>Author (year), place.</summary>
    string Source { get; }
}

/// <summary>A theorem about equilibria: the games it speaks of, and what it says of each.</summary>
[Kind("equilibrium", "equilibria")]
public interface IEquilibriumTheorem
{
    /// <summary>The equilibrium, or nothing where the theorem is silent.</summary>
    IEquilibrium? Of(BayesianGame game);
}
