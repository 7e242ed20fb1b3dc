using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Lab.Tests.Reports;

/// <summary>A report such as a first-price auction with 64 seeds gives: the numbers are made up, their shapes are
/// not.</summary>
internal static class SampleReport
{
    public const int Seeds = 64;

    public static ReportData OneRun() => new("first-price",
        "Two bidders with values uniform on [0, 1] learn to bid in a first-price auction; in equilibrium they bid v/2.",
        [Section("first-price")]);

    public static ReportData TwoRuns() => new("first-price: smoothing", "The same auction under two temperatures.",
        [Section("smoothing.beta = 50"), Section("smoothing.beta = 10") with
        {
            Expect = [new("l2.mean < 0.003", "0.0113", Met: false)],
            Warnings = [],
        }]);

    public static ReportSection Section(string title) => new(title)
    {
        Description = "64 replicas, each with its own seed.",
        Expect =
        [
            new("l2.mean < 0.03", "0.0113", Met: true),
            new("multiplier.mean = 0.5 +- 0.02", "0.49937", Met: true),
        ],
        Comparisons =
        [
            new("multiplier of bidder 1", 0.49937, 0.00034, 0.5, "Equilibrium, Krishna (2009), Proposition 2.2"),
            new("multiplier of bidder 2", 0.50112, 0.00031, 0.5, "Equilibrium, Krishna (2009), Proposition 2.2"),
            new("revenue", 0.33297, 0.00052, 1.0 / 3, "Expected revenue in equilibrium, (n - 1)/(n + 1)"),
            new("efficiency", 0.9987, 0.0001, double.NaN, "nothing is known"),
        ],
        Metrics =
        [
            new("l2", 0.0113, 0.0002, 0.0081, 0.0164,
                "Root mean square distance between the learned and the equilibrium bid, over types. Exact."),
            new("utility-loss-ex-ante", 3.21e-5, 4.1e-6, 9.8e-7, 1.42e-4,
                "What a bidder could gain by the best reply, on average over types. Estimate from 2^20 games."),
            new("revenue", 0.33297, 0.00052, 0.32511, 0.34092, "Mean payment a round. Estimate.", "money"),
        ],
        Figures =
        [
            LearningCurve(), Strategy(), Loss(), LossOverTypes(), FinalMultipliers(), LossAgainstDistance(), Prices(),
        ],
        Warnings = [new("The replica of seed 17 stopped in round 412.", "bidder-1: its loss is not finite.")],
        Facts =
        [
            new("AgentMarkets", "0.1.0"), new("libtorch", "2.10.0"), new("Device", "cpu, 2 threads"),
            new("Seeds", "1..64"),
            new("Rounds", "2000"), new("Seconds", "3.1"), new("Rounds a second", "645"),
            new("State hash", "5f0c2d1e9a7b4433c1a0b2d4e6f80912a3b4c5d6e7f8091a2b3c4d5e6f708192", IsCode: true),
            new("Command", "agentmarkets run first-price seed=1..64 smoothing.beta=50", IsCode: true),
        ],
        Settings = """
            {
              "auction": { "mechanism": "first-price", "bidders": 2, "prior": "uniform(low=0, high=1)" },
              "smoothing": "own-bid(beta=50)",
              "learner": "gradient(optimizer=adam, learning-rate=0.01)",
              "batch": 128, "rounds": 2000, "seed": "1..64"
            }
            """,
    };

    /// <summary>The multiplier of each bidder by round, with a band of two standard deviations over seeds.</summary>
    public static Figure LearningCurve()
    {
        var rounds = Grid(0, 2000, 101);
        return new("learning-curve", "Multiplier while learning",
            $"Mean over {Seeds} seeds; the band holds the middle 90 % of them.",
            new("Round"), new("Multiplier (bid / value)"),
            [
                Band("Bidder 1", rounds, round => 0.5 + 0.21 * Math.Exp(-round / 260), seed: 1),
                Band("Bidder 2", rounds, round => 0.5 + 0.12 * Math.Exp(-round / 420), seed: 2),
                new("Equilibrium", SeriesKind.Reference, [0, 2000], [0.5, 0.5]),
            ]);
    }

    public static Figure Strategy()
    {
        var types = Grid(0, 1, 101);
        return new("strategy", "Learned bids against the equilibrium",
            "Bids after 2000 rounds by type, both in units of money; the band spans all seeds.",
            new("Value (money)"), new("Bid (money)"),
            [
                Band("Bidder 1", types, v => v / 2 + 0.012 * v * Math.Sin(9 * v), seed: 3, spread: 0.07,
                    relative: true),
                new("Equilibrium v/2", SeriesKind.Reference, types, [.. types.Select(v => v / 2)]),
            ]);
    }

    public static Figure Loss()
    {
        var rounds = Grid(20, 2000, 100);
        return new("utility-loss", "Utility loss while learning",
            $"Ex ante, mean over {Seeds} seeds on a logarithmic scale; the band holds the middle 90 %.",
            new("Round"), new("Utility loss (money)", Logarithmic: true),
            [
                Band("Both bidders", rounds, round => 2e-5 + 0.03 * Math.Exp(-round / 210), seed: 4, spread: 0.6,
                    relative: true),
            ]);
    }

    /// <summary>With a gap where nothing was measured.</summary>
    public static Figure LossOverTypes()
    {
        var types = Grid(0, 1, 65);
        double[] loss = [.. types.Select(v => 4e-4 * v * (1.3 + Math.Sin(7 * v)))];
        Array.Fill(loss, double.NaN, startIndex: 21, count: 5);
        return new("loss-over-types", "Utility loss by type", "What each type could gain by its best reply; no bid was "
            + "observed for values between 0.33 and 0.39.", new("Value (money)"), new("Utility loss (money)"),
            [new("Bidder 1", SeriesKind.Line, types, loss)]);
    }

    public static Figure FinalMultipliers()
    {
        var centres = Grid(0.485, 0.515, 13);
        return new("final-multipliers", "Multipliers at the end", "How many of 64 seeds end near which multiplier.",
            new("Multiplier"), new("Seeds"),
            [new("Bidder 1", SeriesKind.Bars, centres, [0, 1, 2, 5, 9, 13, 12, 10, 6, 3, 2, 1, 0])]);
    }

    /// <summary>Bars over places that have names.</summary>
    public static Figure Prices() => new("prices", "Prices", "What a unit of each good costs.",
        new Axis("Good", Categories: ["figs", "dates, dried", "a good whose name is longer than there is room for"]),
        new Axis("Price (money)"), [new("Price", SeriesKind.Bars, [0, 1, 2], [2.5, 0.75, 1.25])]);

    public static Figure LossAgainstDistance()
    {
        var random = new Random(5);
        double[] distance = [.. Enumerable.Range(0, Seeds).Select(_ => 0.008 + 0.008 * random.NextDouble())];
        double[] loss = [.. distance.Select(d => d * d * (0.25 + 0.1 * random.NextDouble()))];
        return new("loss-against-distance", "Loss and distance", "Each point is a seed.",
            new("Distance to equilibrium, L2 (money)"), new("Utility loss (money)"),
            [new("Seeds", SeriesKind.Points, distance, loss)]);
    }

    private static Series Band(string name, double[] x, Func<double, double> mean, int seed, double spread = 0.05,
        bool relative = false)
    {
        var random = new Random(seed);
        var y = x.Select(mean).Select(m => m * (1 + 0.006 * (random.NextDouble() - 0.5))).ToArray();
        var half = x.Select((_, k) => spread * (relative ? y[k] : 0.4 + 0.6 * (x.Length - k) / x.Length)).ToArray();
        return new(name, SeriesKind.Line, x, y, [.. y.Zip(half, (m, h) => m - h)], [.. y.Zip(half, (m, h) => m + h)]);
    }

    private static double[] Grid(double low, double high, int count) =>
        [.. Enumerable.Range(0, count).Select(k => low + (high - low) * k / (count - 1))];

    /// <summary>Two slices over two settings; one cell of the first is not known.</summary>
    public static Figure HeatMap() => new("heat-map", "Loss over two settings", "The colour of a cell is the loss.",
        new("beta", Categories: ["10", "50"]), new("bidders", Categories: ["2", "3"]),
        [
            new("rate=0.01", SeriesKind.Cells, [0, 1, 0, 1], [0, 0, 1, 1], Z: [1, 2, 3, double.NaN]),
            new("rate=0.1", SeriesKind.Cells, [0, 1, 0, 1], [0, 0, 1, 1], Z: [5, 6, 7, 8]),
        ])
    {
        Colour = new("loss"),
    };

    /// <summary>Two lines over three axes: numbers, words, a metric.</summary>
    public static Figure Parallel() => new("parallel", "Settings and metrics", "A line is a combination.",
        new("axis", Categories: ["beta", "optimizer", "loss"]), new("value"),
        [
            new("optimizer=adam", SeriesKind.Paths, [0, 1, 2], [10, 0, 0.1]),
            new("optimizer=momentum", SeriesKind.Paths, [0, 1, 2], [50, 1, 0.2]),
        ])
    {
        Parallels = [new("beta"), new("optimizer", Categories: ["adam", "momentum"]), new("loss")],
    };
}
