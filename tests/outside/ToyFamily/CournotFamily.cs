using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;

namespace ToyFamily;

/// <summary>Firms choose quantities, the price follows: the smallest family that has everything a family has.</summary>
public sealed class CournotFamily : IFamily
{
    public string Section => "toy";

    public Type Settings => typeof(CournotSettings);

    public IReadOnlyList<Type> Messages =>
        [typeof(Produce), typeof(Offer), typeof(Cleared), typeof(Learned)];

    public IGame? Build(object settings, Setup setup, Problems problems) =>
        new CournotGame((CournotSettings)settings, setup);
}

/// <summary>The keys of an experiment file that belong to this family.</summary>
public sealed record CournotSettings
{
    [Setting("The firms and their market.")]
    public required CournotBlock Toy { get; init; }

    [Setting("How firms learn.", Default = "gradient")]
    public required IGradientLearner Learner { get; init; }
}

/// <summary>The market itself.</summary>
public sealed record CournotBlock
{
    [Setting("How many firms.", Min = 1)]
    public int Firms { get; init; } = 2;

    [Setting("How the price falls with quantity.", Default = "linear-demand")]
    public required IDemand Demand { get; init; }

    [Setting("What a unit costs to make; each replica may have its own.", Min = 0)]
    public PerReplica Cost { get; init; } = 0.1;
}

/// <summary>How the price falls with quantity: a kind of piece that only this assembly knows.</summary>
[Kind("demand", "demands")]
public interface IDemand
{
    /// <summary>P(Q) and its slope.</summary>
    (double Price, double Slope) At(double quantity);

    /// <summary>The quantity that each of n firms makes in equilibrium, when a unit costs c.</summary>
    double Equilibrium(int n, double c);
}

/// <summary>P = a - b Q.</summary>
[Card("linear-demand", "The price falls in a line: a - b Q.", "Cournot (1838), chapter 7")]
public sealed class LinearDemand(LinearDemand.Settings settings) : IDemand
{
    public sealed record Settings
    {
        [Setting("a: the price at which nothing is bought.", Above = 0)]
        public double Intercept { get; init; } = 1;

        [Setting("b: how much a unit more lowers the price.", Above = 0)]
        public double Slope { get; init; } = 1;
    }

    public (double Price, double Slope) At(double quantity) =>
        (settings.Intercept - settings.Slope * quantity, -settings.Slope);

    // First order: a - b (n + 1) q - c = 0.
    public double Equilibrium(int n, double c) => (settings.Intercept - c) / (settings.Slope * (n + 1));
}

[Card("price", "The price at the quantities made; money; exact.", "Cournot (1838), chapter 7")]
public sealed class Price : IMetric;

[Card("quantity", "What a firm makes; units; exact.", "Cournot (1838), chapter 7")]
public sealed class Quantity : IMetric;

/// <summary>One market with its replicas.</summary>
public sealed class CournotGame(CournotSettings settings, Setup setup) : IGame
{
    public static readonly ActorId MarketId = new("market", 1);

    public Setup Setup { get; } = setup;

    public int Firms => settings.Toy.Firms;

    public IDemand Demand => settings.Toy.Demand;

    public double[] Cost { get; } = settings.Toy.Cost.Expand(setup.Replicas);

    public IGradientLearner Learner => settings.Learner;

    public ActorId Coordinator => MarketId;

    public IReadOnlyList<Part> Actors =>
    [
        new(MarketId, () => new MarketBehavior(this), IsCentral: true),
        .. Enumerable.Range(1, Firms).Select(i => new Part(FirmId(i), () => new FirmBehavior(this, FirmId(i)))),
    ];

    public IReadOnlyList<string> Metrics => ["price", "quantity"];

    public IReadOnlyList<string> ProgressMetrics => ["price"];

    public IReadOnlyList<(string Metric, string Why)> Skipped => [];

    public static ActorId FirmId(int number) => new("firm", number);

    public IReadOnlyList<Figure> Figures(Results results)
    {
        var prices = results.Measurements.Where(m => m.Metric == "price").ToArray();
        double[] rounds = [.. prices.Select(m => (double)m.Round)];
        double known = Demand.At(Firms * Demand.Equilibrium(Firms, Cost[0])).Price;
        return
        [
            new Figure("price", "Price", "The price of the first replica comes to the equilibrium's (dashed).",
                new Axis("round"), new Axis("price in money"),
                [
                    new Series("learned", SeriesKind.Line, rounds, [.. prices.Select(m => m.Values[0, 0])]),
                    new Series("equilibrium", SeriesKind.Reference, rounds, [.. rounds.Select(_ => known)]),
                ]),
        ];
    }

    public IReadOnlyList<Comparison> Compare(Results results)
    {
        var (mean, error) = results.Last("quantity") is { } last
            ? Statistics.OverReplicas(last.Values)
            : (double.NaN, double.NaN);
        double known = Demand.Equilibrium(Firms, Cost[0]);
        return [new Comparison("quantity", mean, error, known, "equilibrium, Cournot (1838)")];
    }
}
