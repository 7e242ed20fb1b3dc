using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Fisher;

/// <summary>What there is to see in a Fisher market: how it converged, what goods cost, and where the money
/// goes.</summary>
internal sealed class FisherFigures(FisherGame game, Results results)
{
    private const int GoodsShown = 40;
    private const double Rounding = 1e-17;

    public IReadOnlyList<Figure> All() =>
        [.. new[]
        {
            Convergence(), ConvergenceInTime(), Curve("residual", "Convergence of the solver",
                "The largest excess of supply or demand after each pass, in revenues of a mean good.", "residual"),
            Prices(), Shares(), Regrets(),
        }.OfType<Figure>()];

    private Series[] Distances => [.. new[] { "nash-gap", "violation-of-allocation", "violation-of-price" }
        .Select(metric => Mean(metric, metric)).OfType<Series>().Where(s => s.X.Length > 1)];

    private Figure? Convergence()
    {
        var series = Distances;
        return series.Length == 0 ? null : new Figure("convergence", "How far from equilibrium",
            "Nash gap and both violations over rounds, means over replicas: an equilibrium has all three at 0.",
            new Axis("round"), new Axis("no unit", Logarithmic: true), series);
    }

    private Figure? ConvergenceInTime()
    {
        var seconds = results.Timeline.ToDictionary(moment => (double)moment.Round, moment => moment.Seconds);
        Series[] series = [.. Distances.Where(s => s.X.All(seconds.ContainsKey))
            .Select(s => s with { X = [.. s.X.Select(round => seconds[round])] })];
        return series.Length == 0 ? null : new Figure("convergence-in-time", "How far from equilibrium, by the clock",
            "Nash gap and both violations over the seconds spent in rounds, means over replicas; measuring is not "
                + "counted.",
            new Axis("seconds"), new Axis("no unit", Logarithmic: true), series);
    }

    private Figure? Curve(string metric, string title, string caption, string label) =>
        Mean(metric, metric) is { X.Length: > 1 } series
            ? new Figure(metric, title, caption, new Axis("round"), new Axis(label, Logarithmic: true), [series])
            : null;

    /// <summary>The mean over finite replicas; zeros and what is below all rounding, which would stretch a logarithmic
    /// axis for nothing, are left out.</summary>
    private Series? Mean(string metric, string name)
    {
        var points = results.Measurements.Where(m => m.Metric == metric)
            .GroupBy(m => m.Round).Select(g => g.Last()).OrderBy(m => m.Round)
            .Select(m => (m.Round, Mean: Statistics.OverReplicas(m.Values).Mean)).Where(p => p.Mean > Rounding)
            .ToArray();
        return points.Length == 0 ? null
            : new Series(name, SeriesKind.Line, [.. points.Select(p => (double)p.Round)],
                [.. points.Select(p => p.Mean)]);
    }

    private Figure? Prices() => OfGoods("prices", "Prices", "Price of a unit of each good.", "price, money a unit",
        (price, _) => price);

    private Figure? Shares() => OfGoods("budget-shares", "Where the money goes",
        "The share of all budgets that is spent on each good, p_j Y_j / sum of budgets.", "share of all budgets",
        (price, share) => share);

    private Figure? OfGoods(string id, string title, string caption, string label, Func<double, double, double> height)
    {
        if (results.Table("prices") is not { } table)
        {
            return null;
        }
        Column good = table.Columns.First(c => c.Name == "good"), price = table.Columns.First(c => c.Name == "price");
        var replica = table.Columns.FirstOrDefault(c => c.Name == "replica");
        var market = game.Markets[0].Market;
        string[] names = [.. good.Texts ?? [.. good.Numbers.Select(x => $"{x}")]];
        int[] rows = [.. Enumerable.Range(0, names.Length).Where(row => replica is null || replica.Numbers[row] == 1)];
        double revenue = rows.Take(market.GoodCount).Sum(row => price.Numbers[row] * market.Supply[row]);
        // The dearest first where there are more than a picture holds.
        var bars = rows.Select((row, j) => (Name: names[row], Height: height(price.Numbers[row],
                j < market.GoodCount ? price.Numbers[row] * market.Supply[j] / revenue : 0))).ToArray();
        bool isCut = bars.Length > GoodsShown;
        bars = isCut ? [.. bars.OrderByDescending(bar => bar.Height).Take(GoodsShown)] : bars;
        return new Figure(id, title, caption + (isCut ? $" The {GoodsShown} largest of {rows.Length:N0} goods." : ""),
            new Axis("good", Categories: [.. bars.Select(bar => bar.Name)]), new Axis(label),
            [
                new Series(label, SeriesKind.Bars, [.. bars.Select((_, k) => (double)k)],
                    [.. bars.Select(bar => bar.Height)]),
            ]);
    }

    private Figure? Regrets()
    {
        if (results.Table("regrets") is not { } table)
        {
            return null;
        }
        Column buyer = table.Columns.First(c => c.Name == "buyer");
        Column regret = table.Columns.First(c => c.Name == "regret");
        string[] names = [.. buyer.Texts ?? [.. buyer.Numbers.Select(x => $"{x}")]];
        return names.Length == 0 || regret.Numbers.All(r => r < 1e-12) ? null
            : new Figure("regrets", "Who could still gain most",
                "The largest regrets delta_i / B_i: the log utility that the buyer misses at these prices.",
                new Axis("buyer", Categories: names), new Axis("regret, log utility"),
                [new Series("regret", SeriesKind.Bars, [.. names.Select((_, k) => (double)k)], regret.Numbers)]);
    }
}
