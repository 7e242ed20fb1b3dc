namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>What the locals pay when they win against the global bidder. docs/packages.md, 3 and 6.</summary>
public enum LlgPayment
{
    /// <summary>The core payments nearest to VCG's. Day and Cramton (2012).</summary>
    NearestVcg,

    /// <summary>The own bid; so does the global bidder.</summary>
    FirstPrice,

    /// <summary>What the own presence costs the others; together less than the core asks for.</summary>
    Vcg,

    /// <summary>The core payments nearest to zero.</summary>
    NearestZero,

    /// <summary>The core payments nearest to the bids.</summary>
    NearestBid,

    /// <summary>The global bidder's bid, shared in proportion to the own bids.</summary>
    Proportional,
}

/// <summary>Who wins when the locals' bids add up to exactly the global bidder's.</summary>
public enum LlgTies
{
    /// <summary>Both sides with probability one half.</summary>
    Split,

    Locals,

    Global,
}
