using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Schedules;

namespace AgentMarkets.Fisher.Tests;

/// <summary>A market solved on a host from the first message to the last, and what was observed.</summary>
internal sealed class Solved
{
    private readonly List<Observation> _seen = [];

    private Solved()
    {
    }

    public long Rounds { get; private set; }

    public string Hash { get; private set; } = "";

    public IEnumerable<string> Remarks => _seen.OfType<Remark>().Select(remark => remark.Sentence);

    public double NashGap => Last("nash-gap");

    public double ViolationOfAllocation => Last("violation-of-allocation");

    public double ViolationOfPrice => Last("violation-of-price");

    public double LogNashWelfare => Last("log-nash-welfare");

    public double SocialWelfare => Last("social-welfare");

    public IReadOnlyDictionary<string, double> Prices
    {
        get
        {
            var table = _seen.OfType<Table>().Last(t => t.Name == "prices");
            return table.Columns[0].Texts!.Zip(table.Columns[1].Numbers).ToDictionary(p => p.First, p => p.Second);
        }
    }

    /// <summary>Prices of <c>good-1</c>, <c>good-2</c>, ...</summary>
    public double[] P => [.. Enumerable.Range(1, Prices.Count).Select(j => Prices[$"good-{j}"])];

    /// <summary>(buyer, good) to (amount, spending).</summary>
    public IReadOnlyDictionary<(string, string), (double Amount, double Spending)> Allocation => _seen
        .OfType<TableRows>().SelectMany(rows => Enumerable.Range(0, rows.Columns[0].Texts!.Length).Select(i => (
            (rows.Columns[0].Texts![i], rows.Columns[1].Texts![i]),
            (rows.Columns[2].Numbers[i], rows.Columns[3].Numbers[i]))))
        .ToDictionary(row => row.Item1, row => row.Item2);

    public double Last(string metric) => _seen.OfType<Measurement>().Last(m => m.Metric == metric).Values[0, 0];

    public bool Has(string metric) => _seen.OfType<Measurement>().Any(m => m.Metric == metric);

    public static Solved Of(double[,] v, double[] budgets, double[] supply, double alpha, int shards = 1,
        ISchedule? schedule = null) => Of(new GivenMarket(MarketTable.Of(v, budgets, supply)), alpha, shards, schedule);

    public static Solved Of(IMarket market, double alpha, int shards = 1, ISchedule? schedule = null,
        ISolver? solver = null, long rounds = 100_000)
    {
        var game = Game(market, alpha, shards, solver, rounds);
        var solved = new Solved();
        using var host = new LocalHost(game.Actors, schedule) { Observed = solved._seen.Add };
        host.Post(game.Coordinator, new RunTo(rounds));
        host.Run();
        solved.Rounds = solved._seen.OfType<RoundCompleted>().Select(r => r.Round).DefaultIfEmpty(0).Last();
        solved.Hash = host.Save().Hash();
        host.Post(game.Coordinator, new Measure(solved.Rounds, true));
        host.Run();
        return solved;
    }

    public static FisherGame Game(IMarket market, double alpha, int shards = 1, ISolver? solver = null,
        long rounds = 100_000)
    {
        IBuyerUtility utility = double.IsNegativeInfinity(alpha)
            ? new Leontief()
            : new Ces(new Ces.Settings { Alpha = alpha });
        var setup = new Setup([1], rounds, TorchSharp.torch.CPU, 1 << 20, 1 << 14, [], []);
        return new FisherGame([new SolvedMarket(0, 1, market, utility.Of(0, 1, market), shards, rounds, setup.Device)],
            solver ?? new NewtonDual(), shards, setup, listsAllocations: true);
    }
}

/// <summary>The same market with every pass a sparse one, however dense it is.</summary>
internal sealed class AsSparse(GivenMarket market) : IMarket
{
    public long BuyerCount => market.BuyerCount;

    public int GoodCount => market.GoodCount;

    public double[] Supply => market.Supply;

    public GoodContexts? Contexts => market.Contexts;

    public IReadOnlyList<string> GoodNames => market.GoodNames;

    public IReadOnlyList<string> UnwantedGoods => market.UnwantedGoods;

    public string BuyerName(long buyer) => market.BuyerName(buyer);

    public Buyers Open(int firstBlock, int blockCount) => new SparseBuyers(market.Rows, firstBlock, blockCount);
}
