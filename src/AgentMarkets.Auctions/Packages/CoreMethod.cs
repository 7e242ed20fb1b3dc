namespace AgentMarkets.Auctions.Packages;

/// <summary>How allocations and the constraints of the core are found; the result is the same.</summary>
public enum CoreMethod
{
    /// <summary>Enumeration where it is small enough (12 bidders, 20,000 allocations), else generation.</summary>
    Automatic,

    /// <summary>All allocations and all coalitions.</summary>
    Enumeration,

    /// <summary>Allocations by branch and bound, coalitions as they are found to block.</summary>
    Generation,
}
