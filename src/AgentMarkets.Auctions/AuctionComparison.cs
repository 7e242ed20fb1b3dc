using System.Globalization;
using AgentMarkets.Auctions.Figures;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions;

/// <summary>The final table: what was learned beside what theory says.</summary>
internal sealed class AuctionComparison
{
    // Of more kinds of bidders the table says the mean over all.
    private const int MostKinds = 6;

    private readonly AuctionGame _game;
    private readonly Results _results;
    private readonly List<Comparison> _rows = [];
    private readonly string _source;

    private AuctionComparison(AuctionGame game, Results results)
    {
        (_game, _results) = (game, results);
        _source = game.Equilibrium is null ? "" : $"equilibrium: {game.Equilibrium.Source}";
    }

    public static IReadOnlyList<Comparison> Of(AuctionGame game, Results results)
    {
        var (table, known) = (new AuctionComparison(game, results), game.Equilibrium);
        double Multiplier(int bidder) => known?.Multiplier(bidder) ?? double.NaN;
        table.AddOfBidders("multiplier", Multiplier);
        table.AddOfBidders("multiplier-average", Multiplier);
        table.AddOfBidders("utility", bidder => known?.Utility(bidder) ?? double.NaN, "utility-sampling-error");
        table.Add("revenue", known?.Revenue ?? double.NaN, table._source, "revenue-sampling-error");
        table.Add("efficiency", known?.Efficiency ?? double.NaN, table._source);
        table.Add("l2", 0, "distance to the equilibrium strategy");
        table.Add("l-infinity", 0, "distance to the equilibrium strategy");
        table.Add("utility-loss-ex-ante", 0, "zero in any equilibrium");
        table.Add("utility-loss-ex-interim", 0, "zero in any equilibrium");
        table.Add("utility-loss-ema", 0, "zero in any equilibrium");
        table.Add("utility-loss-polyak", 0, "zero in any equilibrium");
        foreach (string metric in (string[])["regret", "table-loss", "table-loss-average"])
        {
            table.Add(metric, 0, "zero in any equilibrium on the grid");
        }
        return table._rows;
    }

    /// <summary>A row for each kind of bidders: theory says the same of all of a kind.</summary>
    private void AddOfBidders(string metric, Func<int, double> known, string? error = null)
    {
        Bidder[][] kinds = [.. _game.Bidders.GroupBy(ShownBidders.KindOf).Select(kind => kind.ToArray())];
        if (kinds.Length > MostKinds)
        {
            kinds = [[.. _game.Bidders]];
        }
        bool areRoles = kinds.All(kind => kind[0].Role is not null)
            && kinds.Select(kind => kind[0].Role).Distinct().Count() == kinds.Length;
        foreach (var kind in kinds)
        {
            string who = kinds.Length == 1 ? "" : areRoles ? $" ({kind[0].Role})" : $" ({Numbers(kind)})";
            Add(metric, kind.Average(bidder => known(bidder.Number)), _source, error, who,
                [.. kind.Select(bidder => bidder.Number - 1)]);
        }
    }

    /// <param name="error">The metric that says what sampling leaves open.</param>
    /// <param name="columns">The places of the bidders whom the row is about; all if left out.</param>
    private void Add(string metric, double known, string source, string? error = null, string who = "",
        int[]? columns = null)
    {
        if (_results.Last(metric) is not { } measurement)
        {
            return;
        }
        double[,] values = Of(measurement.Values, columns);
        if (values.Cast<double>().Any(double.IsFinite))
        {
            var (mean, standardError) = Statistics.OverReplicas(values);
            _rows.Add(new Comparison(metric + who, mean, standardError, known,
                double.IsNaN(known) ? "" : source + Sampled(error, columns)));
        }
    }

    /// <summary>What sampling the others leaves open in the mean over replicas, which are sampled apart; nothing where
    /// nothing is sampled.</summary>
    private string Sampled(string? metric, int[]? columns)
    {
        if (metric is null || _results.Last(metric) is not { } errors)
        {
            return "";
        }
        double[] finite = [.. Of(errors.Values, columns).Cast<double>().Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return "";
        }
        double error = Math.Sqrt(finite.Average(e => e * e) / errors.Values.GetLength(0));
        return string.Create(CultureInfo.InvariantCulture, $"; sampling error {error:G2}");
    }

    /// <summary>"bidder 3", "bidders 1-4", "bidders 1, 5".</summary>
    private static string Numbers(Bidder[] bidders)
    {
        int[] numbers = [.. bidders.Select(bidder => bidder.Number)];
        bool isRun = numbers[^1] - numbers[0] == numbers.Length - 1;
        return numbers.Length == 1 ? $"bidder {numbers[0]}"
            : isRun && numbers.Length > 2 ? $"bidders {numbers[0]}-{numbers[^1]}"
            : numbers.Length <= 4 ? $"bidders {string.Join(", ", numbers)}"
            : $"bidder {numbers[0]} and {numbers.Length - 1} alike";
    }

    private static double[,] Of(double[,] values, int[]? columns)
    {
        if (columns is null || values.GetLength(1) == 1)
        {
            return values;
        }
        var some = new double[values.GetLength(0), columns.Length];
        for (int r = 0; r < some.GetLength(0); r++)
        {
            for (int c = 0; c < columns.Length; c++)
            {
                some[r, c] = values[r, columns[c]];
            }
        }
        return some;
    }
}
