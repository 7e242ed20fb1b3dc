using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>What buyers and goods are like; budgets and valuations follow from it.</summary>
[Kind("context", "contexts")]
public interface IContexts
{
    /// <summary>Whether it says itself how many buyers and goods there are.</summary>
    bool HasSizes => false;

    /// <summary>The market of one replica.</summary>
    /// <param name="stored">Whether buyers are kept in memory, or made anew whenever they are looked at.</param>
    IMarket Open(ulong seed, long buyers, int goods, bool stored);
}
