using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>What buyers and goods are described by, and so what they are worth to each other: with b_i and g_j in R^d,
/// v_ij = log(1 + exp &lt;b_i, g_j&gt;) and, unless it is given, B_i = ||b_i||.</summary>
/// <remarks>docs/fisher.md, 3; Ma et al. (2024), MarketFCNet, appendix C.2.</remarks>
[Kind("contexts", "contexts")]
public interface IContexts
{
    /// <summary>d.</summary>
    int Dimension { get; }

    /// <summary>How many buyers and goods there are, where data says so; nothing where any number can be
    /// drawn.</summary>
    (long Buyers, int Goods)? Sizes => null;

    /// <summary>What a user should know of the data, a sentence each.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>The market of one replica.</summary>
    /// <param name="seed">The replica's; data does not use it.</param>
    /// <param name="buyers">n; where there are <see cref="Sizes"/>, theirs.</param>
    /// <param name="goods">m; likewise.</param>
    /// <param name="stored">Whether shards keep their valuations, or make them anew in every pass.</param>
    IMarket Open(ulong seed, long buyers, int goods, bool stored);
}
