using System.Globalization;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Data;

namespace AgentMarkets.Fisher.Markets;

/// <summary>Names with an amount each: <c>budgets.csv</c> and <c>supply.csv</c>.</summary>
internal sealed record AmountFile(DataFile File, NameList Names, IReadOnlyList<double> Amounts)
{
    /// <summary>Reads a file with two columns, in any order.</summary>
    /// <param name="who">The column of names: <c>buyer</c>.</param>
    /// <param name="what">The column of amounts, numbers above 0: <c>budget</c>.</param>
    /// <returns>Nothing where the header is not well.</returns>
    public static AmountFile? Read(DataFile file, string who, string what, CellProblems problems)
    {
        var lines = new CsvLines(file.Text);
        string form = $"the header must be {who},{what}, in any order";
        if (!lines.MoveNext())
        {
            problems.Add(file, 1, 1, "", $"the file is empty; {form}");
            return null;
        }
        string[] header = [.. Csv.Split(lines.Current, out _).Select(name => name.Trim())];
        if (!header.Order(StringComparer.Ordinal).SequenceEqual(new[] { who, what }.Order(StringComparer.Ordinal)))
        {
            problems.Add(file, lines.Number, 1, lines.Current.ToString(), form);
            return null;
        }
        int nameColumn = Array.IndexOf(header, who);
        var names = new NameList();
        var amounts = new List<double>();
        while (lines.MoveNext())
        {
            string[] cells = Csv.Split(lines.Current, out bool isWhole);
            if (!isWhole || cells.Length != 2)
            {
                problems.Add(file, lines.Number, Math.Min(cells.Length, 2), lines.Current.ToString(),
                    isWhole ? $"a line must have 2 cells, as the header has; this one has {cells.Length}"
                        : CsvCells.WholeRule);
                continue;
            }
            string name = cells[nameColumn].Trim();
            double amount = Amount(file, lines.Number, 2 - nameColumn, cells[1 - nameColumn], who, what, problems);
            if (name.Length == 0)
            {
                problems.Add(file, lines.Number, nameColumn + 1, name, $"a {who} must have a name");
                continue;
            }
            int number = names.Add(name, lines.Number, nameColumn + 1);
            if (number == amounts.Count)
            {
                amounts.Add(amount);
                continue;
            }
            problems.Add(file, lines.Number, nameColumn + 1, name,
                $"the {who} stands in line {names.PlaceOf(number).Line} already; keep one of the two");
        }
        return new AmountFile(file, names, amounts);
    }

    private static double Amount(DataFile file, int line, int column, string text, string who, string what,
        CellProblems problems)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount)
            && amount > 0 && double.IsFinite(amount))
        {
            return amount;
        }
        problems.Add(file, line, column, text, $"a {what} is a finite number above 0",
            () => $"Give the {who} one, or remove the {who}.");
        return 1;
    }
}
