using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Newton;

namespace AgentMarkets.Fisher.Solvers.Streams;

/// <summary>Those who come by answer; those in the market are judged.</summary>
internal sealed class StreamBuying(IComing coming, NewtonBuying judged) : IBuying
{
    public Answer Answer(Question signal) => coming.Answer(signal);

    public AnnouncedDemand Demand(double[] announced) => judged.Demand(announced);

    public void Allocate(double[] announced, BuyerChunk buyers, Span<double> x) =>
        judged.Allocate(announced, buyers, x);

    public void Dispose()
    {
        coming.Dispose();
        judged.Dispose();
    }
}

/// <summary>The buyers who come by at one shard.</summary>
internal interface IComing : IDisposable
{
    Answer Answer(Question signal);
}

/// <summary>They stay: a share of the sample's blocks.</summary>
internal sealed class SampleBuying(Buyers others, ClosedForm form) : IComing
{
    private readonly NewtonBuying _buying = new(others, form);

    public Answer Answer(Question signal) => _buying.Answer(signal);

    public void Dispose()
    {
        _buying.Dispose();
        others.Dispose();
    }
}

/// <summary>They go: batch t comes to shard t mod K, and is the first buyers of the t-th block of others.</summary>
/// <remarks>What is left of a block is left: there is no end of buyers.</remarks>
internal sealed class BatchBuying(SolvedMarket market, Shard shard, int batch) : IComing
{
    public const string Batch = "batch";

    public static Question Ask(long batch, bool second, double[] s) => new(Batch, [batch, second ? 1 : 0, .. s]);

    public Answer Answer(Question signal)
    {
        int number = (int)signal.Numbers[0];
        if (number % market.Shards != shard.Number - 1)
        {
            return new Answer([], []);
        }
        using var buyers = market.Market.OpenOthers(number, 1, (long)number * BlockTree.BlockSize + batch)!;
        var tree = new BlockTree();
        buyers.Spend(new SpendingPass(signal.Numbers[2..], market.Utility.ClosedForm!.Value, Precision.Double,
            signal.Numbers[1] == 1), tree);
        return new Answer(tree.Sums, []);
    }

    public void Dispose()
    {
    }
}
