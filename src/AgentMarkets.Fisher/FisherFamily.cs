using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher;

/// <summary>Contextual Fisher markets: buyers with budgets, goods in fixed supply, prices that clear.</summary>
public sealed class FisherFamily : IFamily
{
    private const int DrawnBuyers = 1 << 20;
    private const int DrawnGoods = 10;

    public string Section => "fisher";

    public Type Settings => typeof(FisherSettings);

    public IReadOnlyList<Type> Messages { get; } = [typeof(Ask), typeof(Signal), typeof(Demand), typeof(Cleared)];

    public IGame? Build(object settings, Setup setup, Problems problems)
    {
        var all = (FisherSettings)settings;
        int before = problems.Count;
        CheckSizes(all.Fisher, problems);
        // The measure oscillation asks for them by itself, and is skipped with its reason.
        if (setup.Record.Count > 0 && !setup.Measures.Contains("oscillation"))
        {
            problems.Add("record", string.Join(",", setup.Record),
                "Fisher markets keep nothing beside their measurements",
                "Leave record out; metrics.jsonl holds every measurement, measure-every=1 one a round.");
        }
        if (problems.Count > before)
        {
            return null;
        }
        var markets = new SolvedMarket[setup.Replicas];
        IMarket? given = all.Fisher.Market?.Open();
        for (int r = 0; r < markets.Length; r++)
        {
            var market = given ?? all.Fisher.Contexts.Open(setup.Seeds[r], all.Fisher.Buyers ?? DrawnBuyers,
                all.Fisher.Goods ?? DrawnGoods, stored: !all.Fisher.OnTheFly);
            if (all.Fisher.Utility.Missing(market) is { } missing)
            {
                problems.Add("fisher.utility", null, missing);
                return null;
            }
            markets[r] = new SolvedMarket(r, setup.Seeds[r], market,
                all.Fisher.Utility.Of(r, setup.Seeds[r], market), all.Shards, setup.Rounds, setup.Device);
            if (all.Solver.Refuses(markets[r]) is { } refusal)
            {
                problems.Add("solver", null, refusal.Rule, refusal.WayOut);
                return null;
            }
        }
        return new FisherGame(markets, all.Solver, all.Shards, setup, all.Allocations, Notes(all, markets[0]));
    }

    private static void CheckSizes(FisherBlock block, Problems problems)
    {
        bool isGiven = block.Market is not null, hasSizes = block.Contexts.Sizes is not null;
        if (!isGiven && !hasSizes)
        {
            return;
        }
        string by = isGiven ? "market" : "contexts";
        foreach (var (key, value) in new[] { ("buyers", block.Buyers), ("goods", block.Goods) })
        {
            if (value is { } number)
            {
                problems.Add($"fisher.{key}", $"{number}", $"is given by the {by} already",
                    $"Leave {key} out, or leave {by} out.");
            }
        }
        if (block.OnTheFly)
        {
            problems.Add("fisher.on-the-fly", "true", "is for buyers that are drawn; those of files are kept in memory",
                "Leave on-the-fly out.");
        }
    }

    private static IReadOnlyList<string> Notes(FisherSettings all, SolvedMarket first)
    {
        var notes = new List<string>(all.Fisher.Market?.Notes ?? all.Fisher.Contexts.Notes);
        var unwanted = first.Market.UnwantedGoods;
        if (unwanted.Count > 0)
        {
            notes.Add($"{unwanted.Count:N0} {(unwanted.Count == 1 ? "good is" : "goods are")} valued by nobody and "
                + $"{(unwanted.Count == 1 ? "stays" : "stay")} unsold at price 0: "
                + $"{string.Join(", ", unwanted.Take(10))}{(unwanted.Count > 10 ? ", ..." : "")}.");
        }
        int blocks = BlockTree.BlocksOf(first.Market.BuyerCount);
        if (all.Shards > blocks)
        {
            notes.Add($"{first.Market.BuyerCount:N0} buyers are {blocks:N0} "
                + $"{(blocks == 1 ? "block" : "blocks")} of {BlockTree.BlockSize:N0}, and a block is not divided: "
                + $"{all.Shards - blocks:N0} of the {all.Shards:N0} shards have no buyer.");
        }
        return notes;
    }
}
