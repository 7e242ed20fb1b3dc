namespace AgentMarkets.Auctions.Packages;

/// <summary>Which of several allocations of the same, highest declared welfare is taken.</summary>
/// <remarks>
/// The order is that of <see cref="Allocations"/>; in LLG the first is that of the locals, the last that of the global
/// bidder. Only allocations that leave nobody out who could still be served count, so a bid of 0 wins what nobody else
/// wants.
/// </remarks>
public enum PackageTies
{
    /// <summary>Each of the m tied allocations with the share 1/m; payments in the same proportion.</summary>
    Split,

    First,

    Last,
}
