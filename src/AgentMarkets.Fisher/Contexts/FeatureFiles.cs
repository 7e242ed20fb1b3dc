using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Data;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>A folder of contexts: names sorted by ordinal text, so that the order of lines never matters.</summary>
/// <param name="Budgets">B_i, [n], or nothing where there is no budgets.csv.</param>
/// <param name="Supply">Y_j, [m].</param>
internal sealed record FeatureFiles(FeatureTable Buyers, FeatureTable Goods, double[]? Budgets, double[] Supply,
    IReadOnlyList<string> Notes)
{
    /// <returns>Nothing where problems were added.</returns>
    public static FeatureFiles? Read(DataFolder folder, Place place, Problems problems)
    {
        int before = problems.Count;
        var buyers = FeatureTable.Read(folder, "buyer", place, problems);
        var goods = FeatureTable.Read(folder, "good", place, problems);
        if (buyers is null || goods is null)
        {
            return null;
        }
        buyers = buyers.WithSortedColumns();
        goods = goods.WithSortedColumns();
        if (!buyers.Columns.SequenceEqual(goods.Columns))
        {
            problems.AddCell(goods.File, 1, 2, string.Join(",", goods.Columns),
                "buyers.csv and goods.csv must have the same columns; buyers.csv has "
                    + string.Join(",", buyers.Columns));
            return null;
        }
        double[]? budgets = Amounts(folder, "budgets.csv", "buyer", "budget", buyers, problems);
        double[]? supply = Amounts(folder, "supply.csv", "good", "supply", goods, problems);
        if (budgets is null && problems.Count == before)
        {
            buyers.RefuseZeros(problems);
        }
        List<string> notes = [];
        if (budgets is null)
        {
            notes.Add("There is no budgets.csv: every budget is the length of the buyer's context.");
        }
        if (supply is null)
        {
            notes.Add($"There is no supply.csv: every supply is the number of buyers, {buyers.Names.Length}.");
            supply = new double[goods.Names.Length];
            Array.Fill(supply, buyers.Names.Length);
        }
        return problems.Count == before
            ? new FeatureFiles(buyers, goods, budgets, supply, notes)
            : null;
    }

    /// <summary>One number above 0 for every name of a table; nothing where there is no such file.</summary>
    private static double[]? Amounts(DataFolder folder, string name, string key, string amount, FeatureTable table,
        Problems problems)
    {
        if (folder.File(name) is not { } file || Csv.Read(file, problems) is not { } csv)
        {
            return null;
        }
        int keyColumn = csv.Column(key), amountColumn = csv.Column(amount);
        if (keyColumn < 0 || amountColumn < 0 || csv.Header.Length != 2)
        {
            problems.AddCell(file, 1, 1, string.Join(",", csv.Header), $"the header must be {key},{amount}");
            return null;
        }
        var amounts = new double[table.Names.Length];
        var lines = new int[table.Names.Length];
        foreach (var row in csv.Rows)
        {
            string cell = row.Cells[keyColumn];
            int place = Array.BinarySearch(table.Names, cell, StringComparer.Ordinal);
            if (place < 0)
            {
                problems.AddCell(file, row.Line, keyColumn + 1, cell, $"{key}s.csv has no such {key}");
                continue;
            }
            if (lines[place] > 0)
            {
                problems.AddCell(file, row.Line, keyColumn + 1, cell,
                    $"a {key} must not come twice; this one is in line {lines[place]} too");
            }
            lines[place] = row.Line;
            amounts[place] = csv.Number(row, amountColumn, problems, double.Epsilon,
                $"a {amount} is a finite number above 0; take the {key} out of all files otherwise");
        }
        foreach (int missing in Enumerable.Range(0, lines.Length).Where(i => lines[i] == 0))
        {
            problems.AddCell(table.File, table.Lines[missing], 1, table.Names[missing],
                $"{name} must have a line for every {key}; add one for this {key}, or leave {name} out");
        }
        return amounts;
    }
}

/// <summary>One of the two files: a name and d numbers a line.</summary>
/// <param name="Names">Sorted by ordinal text.</param>
/// <param name="Lines">Where each stands in the file.</param>
/// <param name="Columns">What the d numbers are called.</param>
/// <param name="Values">[Names, d] by rows.</param>
internal sealed record FeatureTable(DataFile File, string[] Names, int[] Lines, string[] Columns, float[] Values)
{
    // So that no product of two contexts leaves the range of 32 bits.
    private const double MostEntry = 1e15;
    private const string EntryRule = "an entry of a context is a number from -1e15 to 1e15";

    public int Dimension => Columns.Length;

    /// <param name="what">What a line is about: <c>buyer</c> or <c>good</c>, the first column's name.</param>
    /// <returns>Nothing where problems were added.</returns>
    public static FeatureTable? Read(DataFolder folder, string what, Place place, Problems problems)
    {
        int before = problems.Count;
        if (folder.File($"{what}s.csv") is not { } file)
        {
            problems.Add(place, folder.Path, $"must hold a file {what}s.csv",
                $"It has a header line '{what},' and the names of the columns, and one line a {what}.");
            return null;
        }
        if (Csv.Read(file, problems) is not { } csv)
        {
            return null;
        }
        if (csv.Header[0] != what || csv.Header.Length < 2 || csv.Rows.Count == 0)
        {
            problems.AddCell(file, 1, 1, string.Join(",", csv.Header),
                $"the file must have the columns {what} and at least one number, and at least one line of them");
            return null;
        }
        var rows = csv.Rows.OrderBy(row => row.Cells[0], StringComparer.Ordinal).ToArray();
        for (int i = 1; i < rows.Length; i++)
        {
            if (rows[i].Cells[0] == rows[i - 1].Cells[0])
            {
                problems.AddCell(file, rows[i].Line, 1, rows[i].Cells[0],
                    $"a {what} must not come twice; this one is in line {rows[i - 1].Line} too");
            }
        }
        int d = csv.Header.Length - 1;
        var values = new float[rows.Length * d];
        for (int i = 0; i < values.Length; i++)
        {
            int column = i % d + 1;
            double entry = csv.Number(rows[i / d], column, problems, double.MinValue, EntryRule);
            if (Math.Abs(entry) > MostEntry)
            {
                problems.AddCell(file, rows[i / d].Line, column + 1, rows[i / d].Cells[column], EntryRule);
            }
            values[i] = (float)entry;
        }
        return problems.Count == before
            ? new FeatureTable(file, [.. rows.Select(row => row.Cells[0])], [.. rows.Select(row => row.Line)],
                csv.Header[1..], values)
            : null;
    }

    /// <summary>The same table with its columns in the order of their names.</summary>
    public FeatureTable WithSortedColumns()
    {
        string[] columns = [.. Columns.Order(StringComparer.Ordinal)];
        var values = new float[Values.Length];
        for (int k = 0; k < columns.Length; k++)
        {
            int from = Array.IndexOf(Columns, columns[k]);
            for (int i = 0; i < Names.Length; i++)
            {
                values[i * Dimension + k] = Values[i * Dimension + from];
            }
        }
        return this with { Columns = columns, Values = values };
    }

    /// <summary>Adds a problem for every row of zeros: the length of a context is a budget only above 0.</summary>
    public void RefuseZeros(Problems problems)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (!Values.AsSpan(i * Dimension, Dimension).ContainsAnyExcept(0f))
            {
                problems.AddCell(File, Lines[i], 1, Names[i], "a buyer whose entries are all 0 has no budget; take it "
                    + "out, or give all budgets in budgets.csv");
            }
        }
    }
}
