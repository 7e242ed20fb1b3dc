using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Markets;

/// <summary>The market of one replica: its goods, and a way to its buyers. Goods that nobody values are not in
/// it.</summary>
public interface IMarket
{
    /// <summary>n.</summary>
    long BuyerCount { get; }

    /// <summary>m.</summary>
    int GoodCount { get; }

    /// <summary>Y_j, [m], units of each good; above 0 and finite.</summary>
    double[] Supply { get; }

    /// <summary>g_j, [m, d] row by row, 32-bit: what a network knows of the goods; nothing where there are no
    /// contexts.</summary>
    GoodContexts? Contexts { get; }

    /// <summary>What the goods are called, [m].</summary>
    IReadOnlyList<string> GoodNames { get; }

    /// <summary>What buyer <paramref name="buyer"/> (from 0) is called.</summary>
    string BuyerName(long buyer);

    /// <summary>Goods that nobody values, by name: price 0, unsold, left out of everything else.</summary>
    IReadOnlyList<string> UnwantedGoods => [];

    /// <summary>The buyers of some blocks; the caller disposes of them.</summary>
    Buyers Open(int firstBlock, int blockCount);

    /// <summary>Where buyers are draws of a law, others of the same law, who are not in the market: as many as anybody
    /// wants, in blocks of their own. Nothing where buyers are given.</summary>
    /// <param name="firstBlock">From 0 among the others.</param>
    /// <param name="count">How many others there are for the caller.</param>
    Buyers? OpenOthers(int firstBlock, int blockCount, long count) => null;
}

/// <summary>Contexts of goods: <paramref name="Values"/> is [m, <paramref name="Dimension"/>] by rows.</summary>
public sealed record GoodContexts(int Dimension, float[] Values);

/// <summary>A market that is not drawn but given, such as one in files: what may be written for
/// <c>fisher.market</c>.</summary>
[Kind("market", "markets")]
public interface IGivenMarket
{
    /// <summary>The market; every replica has the same.</summary>
    IMarket Open();

    /// <summary>What a user should know of it, a sentence each: that a file is missing and what is taken
    /// instead.</summary>
    IReadOnlyList<string> Notes { get; }
}
