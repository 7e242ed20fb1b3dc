using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Data;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Priors;

/// <summary>The values of a file: one column for all bidders, one a name, or (wide) one a bidder with rows that belong
/// together.</summary>
internal sealed record ValueSample(IReadOnlyList<ValueColumn> Columns, ValueLayout Layout, int Skipped)
{
    private const string ValueRule = "a value must be a finite number of at least 0";

    /// <returns>Nothing where problems were added.</returns>
    public static ValueSample? Read(DataFile file, bool byBidder, Problems problems)
    {
        int before = problems.Count;
        var csv = Csv.Read(file, problems);
        if (csv is null)
        {
            return null;
        }
        var sample = csv.Column("value") >= 0 ? Long(csv, byBidder, problems) : Wide(csv, byBidder, problems);
        // With bad cells, too few values are no news of their own.
        foreach (var column in sample.Columns.Where(c => c.Values.Distinct().Count() < 2 && problems.Count == before))
        {
            int place = Math.Max(0, csv.Column(sample.Layout == ValueLayout.Wide ? column.Name : "value"));
            string whose = sample.Layout == ValueLayout.ByBidder ? $"the bidder '{column.Name}'" : "a bidder";
            problems.AddCell(file, 1, place + 1, csv.Header[place], $"{whose} must have at least two different values");
        }
        return problems.Count == before ? sample : null;
    }

    private static ValueSample Long(Csv csv, bool byBidder, Problems problems)
    {
        int value = csv.Column("value"), bidder = csv.Column("bidder"), weight = csv.Column("weight");
        string[] known = ["value", "bidder", "weight", "auction", "bid"];
        foreach (string other in csv.Header.Except(known))
        {
            problems.AddCell(csv.File, 1, csv.Column(other) + 1, other, "a file with the column value may also have "
                + "bidder, weight, auction and bid, and no other column");
        }
        if (byBidder && bidder < 0)
        {
            problems.AddCell(csv.File, 1, 1, string.Join(",", csv.Header), "by-bidder=true needs a column bidder");
        }
        var groups = new SortedDictionary<string, (List<double> Values, List<double> Weights)>(StringComparer.Ordinal);
        int skipped = 0;
        foreach (var row in csv.Rows)
        {
            if (row.Cells[value].Length == 0)
            {
                skipped++;
                continue;
            }
            string name = byBidder && bidder >= 0 ? row.Cells[bidder] : "all";
            if (!groups.TryGetValue(name, out var group))
            {
                groups.Add(name, group = ([], []));
            }
            group.Values.Add(csv.Number(row, value, problems, 0, ValueRule));
            group.Weights.Add(weight < 0
                ? 1
                : csv.Number(row, weight, problems, double.Epsilon, "a weight must be a finite number above 0"));
        }
        if (groups.Count == 0)
        {
            problems.AddCell(csv.File, 1, value + 1, "value", "the column must have at least two different values");
        }
        // Names that are numbers come in the order of the numbers: bidder 2 before bidder 10.
        bool areNumbers = groups.Keys.All(name => long.TryParse(name, out _));
        var columns = groups.OrderBy(g => areNumbers ? long.Parse(g.Key) : 0)
            .Select(g => new ValueColumn(g.Key, g.Value.Values, g.Value.Weights));
        return new ValueSample([.. columns], byBidder ? ValueLayout.ByBidder : ValueLayout.Pooled, skipped);
    }

    private static ValueSample Wide(Csv csv, bool byBidder, Problems problems)
    {
        if (byBidder)
        {
            problems.AddCell(csv.File, 1, 1, string.Join(",", csv.Header),
                "by-bidder=true is for files with the columns value and bidder; this one has "
                    + "a column a bidder already");
        }
        if (csv.Header.Length < 2)
        {
            problems.AddCell(csv.File, 1, 1, csv.Header[0],
                "the file must have a column value, or at least two columns, one a bidder");
        }
        var columns = csv.Header.Select((name, k) => new ValueColumn(name,
            [.. csv.Rows.Select(row => csv.Number(row, k, problems, 0, ValueRule))], [.. csv.Rows.Select(_ => 1.0)],
            sorted: false));
        return new ValueSample([.. columns], ValueLayout.Wide, 0);
    }
}

/// <summary>Whose the values of a file are.</summary>
internal enum ValueLayout
{
    /// <summary>One distribution for any number of bidders.</summary>
    Pooled,

    /// <summary>One distribution a name.</summary>
    ByBidder,

    /// <summary>One column a bidder, rows that belong together.</summary>
    Wide,
}

/// <summary>The values of one bidder with their weights; sorted, except where rows of several columns belong
/// together.</summary>
internal sealed class ValueColumn
{
    private readonly double[] _cumulative;
    private readonly bool _sorted;

    public ValueColumn(string name, List<double> values, List<double> weights, bool sorted = true)
    {
        Name = name;
        _sorted = sorted;
        double[] keys = [.. values], items = [.. weights];
        if (sorted)
        {
            Array.Sort(keys, items);
        }
        double total = items.Sum(), sum = 0;
        Values = keys;
        Weights = [.. items.Select(w => w / total)];
        _cumulative = [.. items.Select(w => (sum += w) / total)];
    }

    public string Name { get; }

    public double[] Values { get; }

    public double[] Weights { get; }

    public bool IsWeighted => Weights.Distinct().Count() > 1;

    public bool IsDistinct => Values.Distinct().Count() == Values.Length;

    /// <summary>The value at u in [0,1): a step function, or (interpolated) linear between the values at equal
    /// steps.</summary>
    public double Quantile(double u, bool interpolate)
    {
        if (interpolate)
        {
            double place = u * (Values.Length - 1);
            int below = Math.Min((int)place, Values.Length - 2);
            return Values[below] + (place - below) * (Values[below + 1] - Values[below]);
        }
        int found = Array.BinarySearch(_cumulative, u);
        return Values[Math.Min(found < 0 ? ~found : found + 1, Values.Length - 1)];
    }

    public double Cdf(double v, bool interpolate)
    {
        if (!_sorted)
        {
            return Values.Zip(Weights).Where(x => x.First <= v).Sum(x => x.Second);
        }
        if (!interpolate)
        {
            int count = Ascending.Count(Values, v, orEqual: true);
            return count == 0 ? 0 : _cumulative[count - 1];
        }
        if (v < Values[0] || v >= Values[^1])
        {
            return v < Values[0] ? 0 : 1;
        }
        int above = Ascending.Count(Values, v, orEqual: true);
        double low = Values[above - 1], high = Values[above];
        return (above - 1 + (v - low) / (high - low)) / (Values.Length - 1);
    }

    /// <summary>The slope of the interpolated cdf of distinct values: constant from each to the next; at a value, that
    /// above it.</summary>
    public double InterpolatedDensity(double v)
    {
        if (v < Values[0] || v > Values[^1])
        {
            return 0;
        }
        int above = Math.Min(Ascending.Count(Values, v, orEqual: true), Values.Length - 1);
        return 1 / ((Values[above] - Values[above - 1]) * (Values.Length - 1));
    }

    public (double[] Types, double[] Weights) Grid(int size, bool interpolate)
    {
        if (interpolate)
        {
            var quantiles = Enumerable.Range(0, size).Select(k => Quantile((double)k / (size - 1), true)).ToArray();
            var trapezoid = Enumerable.Range(0, size).Select(k => (k == 0 || k == size - 1 ? 0.5 : 1.0) / (size - 1));
            return (quantiles, [.. trapezoid]);
        }
        var atoms = Values.Zip(Weights).GroupBy(x => x.First, x => x.Second).OrderBy(g => g.Key)
            .Select(g => (Type: g.Key, Weight: g.Sum())).ToArray();
        if (atoms.Length > size && _sorted)
        {
            // Too many to look at each: equally spaced quantiles stand for them, the two ends included.
            atoms = [.. Enumerable.Range(0, size).Select(k => (Quantile((k + 0.5) / size, false), 1.0 / size))];
            (atoms[0].Type, atoms[^1].Type) = (Values[0], Values[^1]);
        }
        return ([.. atoms.Select(a => a.Type)], [.. atoms.Select(a => a.Weight)]);
    }
}
