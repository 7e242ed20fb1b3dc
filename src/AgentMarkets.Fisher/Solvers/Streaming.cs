using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Newton;
using AgentMarkets.Fisher.Solvers.Streams;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>How prices are learned from buyers who come by.</summary>
public enum StreamingMethod
{
    /// <summary>The exact equilibrium of the first buyers.</summary>
    SampleAverage,

    /// <summary>Newton steps on batches, ever smaller, with a Hessian that is a running mean.</summary>
    StochasticNewton,

    /// <summary>Prices follow each batch's demand in ever smaller steps; their mean is the answer.</summary>
    AveragedPrices,
}

/// <summary>Prices of an infinite population from so many buyers drawn from it: nothing of their number is kept, but by
/// sample-average.</summary>
/// <remarks>
/// docs/fisher.md, 9. The population is a law of budgets and valuations. The buyers of the file are the ones on whom
/// prices are judged; those who come by are others of the same law, whom the judged have not met. The Nash gap falls as
/// 1/N with all three methods.
/// </remarks>
[Card("streaming", "Prices of an infinite population, from buyers who come by once; judged on others.",
    "docs/fisher.md, 9; Polyak and Juditsky (1992)")]
public sealed class Streaming(Streaming.Settings settings) : ISolver
{
    public sealed record Settings
    {
        [Setting("How prices are learned: sample-average solves the market of the first buyers exactly, "
            + "stochastic-newton and averaged-prices look at each batch once.")]
        public StreamingMethod Method { get; init; } = StreamingMethod.SampleAverage;

        [Setting("N, the buyers who come by.", Min = 1, Max = 1 << 30)]
        public long Buyers { get; init; } = 1 << 14;

        [Setting("Buyers of a batch, for the methods that go by batches.", Min = 1, Max = BlockTree.BlockSize)]
        public int Batch { get; init; } = 256;
    }

    public bool EndsByItself => true;

    public IReadOnlyList<string> Metrics => ["residual"];

    public (string Rule, string WayOut)? Refuses(SolvedMarket market)
    {
        if (market.Utility.ClosedForm is not { } form)
        {
            return ("streaming needs a utility whose demand has a closed form: ces, linear, cobb-douglas or leontief",
                "Write solver=bids-network, which never keeps its buyers either.");
        }
        if (form.IsLinear && settings.Method != StreamingMethod.SampleAverage)
        {
            return ("this way of streaming needs demand that is a function of prices; that of linear buyers jumps",
                "Write solver=streaming(method=sample-average).");
        }
        using var others = market.Market.OpenOthers(0, 0, 0);
        return others is not null ? null
            : ("streaming needs buyers of whom there is no end, and those of this market are given",
                "Write solver=newton-dual, or draw buyers: fisher.contexts=normal.");
    }

    public IPricing Price(SolvedMarket market, double budget) => settings.Method switch
    {
        StreamingMethod.SampleAverage => new SamplePricing(market with
        {
            Market = new SampleMarket(market.Market, settings.Buyers,
                (first, count) => market.Market.OpenOthers(first, count, settings.Buyers)!),
        }),
        _ => new BatchPricing(market, budget, settings.Method, (settings.Buyers + settings.Batch - 1) / settings.Batch,
            settings.Batch),
    };

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers)
    {
        var form = market.Utility.ClosedForm!.Value;
        var judged = new NewtonBuying(buyers, form);
        if (settings.Method != StreamingMethod.SampleAverage)
        {
            return new StreamBuying(new BatchBuying(market, shard, settings.Batch), judged);
        }
        var (first, count) = BlockTree.BlocksOf(settings.Buyers, shard.Number, market.Shards);
        return new StreamBuying(new SampleBuying(
            market.Market.OpenOthers(first, count, settings.Buyers)!, form), judged);
    }
}
