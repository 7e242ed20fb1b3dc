namespace AgentMarkets.Auctions.Packages;

/// <summary>What the winners of packages pay. docs/packages.md, 3.</summary>
public enum PackagePayment
{
    /// <summary>The own bid.</summary>
    FirstPrice,

    /// <summary>What the own presence costs the others; it may lie outside the core.</summary>
    Vcg,

    /// <summary>The core payments nearest to VCG's. Day and Cramton (2012).</summary>
    NearestVcg,

    /// <summary>The core payments nearest to zero.</summary>
    NearestZero,

    /// <summary>The core payments nearest to the bids.</summary>
    NearestBid,
}
