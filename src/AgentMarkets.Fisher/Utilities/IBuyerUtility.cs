using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>What buyers make of a bundle: a piece of the catalogue. Utilities are of degree one: twice the bundle is
/// twice the utility.</summary>
[Kind("buyer-utility", "buyer-utilities")]
public interface IBuyerUtility
{
    /// <summary>The utility of one replica's buyers.</summary>
    /// <param name="seed">The replica's, for what is drawn.</param>
    IUtilityFunction Of(int replica, ulong seed, IMarket market);

    /// <summary>What the market must have for it, as the end of a sentence; nothing where all is well.</summary>
    string? Missing(IMarket market) => null;
}

/// <summary>log u_i(x_i) and its gradient, many buyers at once.</summary>
public interface IUtilityFunction
{
    /// <summary>Where demand at given prices has a closed form, that form; nothing elsewhere.</summary>
    ClosedForm? ClosedForm { get; }

    /// <summary>log u_i(x_i) of every buyer of a chunk.</summary>
    /// <param name="x">[m, Stride], units of each good, in columns as the chunk's.</param>
    /// <param name="logUtility">[Rows]; minus infinity where a needed good is missing.</param>
    /// <param name="gradient">d log u_i / d x_ij, [m, Stride], 0 outside the support; empty where not wanted.</param>
    void LogUtility(BuyerChunk buyers, ReadOnlySpan<double> x, Span<double> logUtility, Span<double> gradient);

    /// <summary>log ut_i(p): the log of the best utility that each budget buys at prices p.</summary>
    /// <param name="prices">p_j, [m]; 0 for free goods.</param>
    /// <param name="logUtility">[Rows].</param>
    void LogFixedPrice(BuyerChunk buyers, ReadOnlySpan<double> prices, Span<double> logUtility);
}
