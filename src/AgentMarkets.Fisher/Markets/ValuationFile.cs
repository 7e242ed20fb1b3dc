using System.Globalization;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Data;

namespace AgentMarkets.Fisher.Markets;

/// <summary>One valuation as it stands in the file.</summary>
/// <param name="Buyer">Number of the buyer's name, <paramref name="Good"/> of the good's.</param>
/// <param name="Value">0 or above, finite.</param>
internal readonly record struct Valuation(int Buyer, int Good, int Line, double Value);

/// <summary><c>valuations.csv</c> in either form. The header alone decides which, unless the user says dense.</summary>
/// <remarks>docs/fisher.md, 11. Read in one walk over the text: ten million lines are a few seconds.</remarks>
internal sealed class ValuationFile
{
    private const string Sparse = "buyer,good,value in any order, and then one line a valuation",
        Dense = "buyer and the names of the goods, and then one line a buyer",
        Rule = "a valuation is a number >= 0";

    private readonly CellProblems _problems;
    private readonly List<Valuation> _all = [];

    private ValuationFile(DataFile file, CellProblems problems) => (File, _problems) = (file, problems);

    public DataFile File { get; }

    public NameList Buyers { get; } = new();

    public NameList Goods { get; } = new();

    /// <summary>In the order of the file; those of 0 may be missing.</summary>
    public List<Valuation> All => _all;

    /// <returns>Nothing where the header is not well, or where there are no buyers or no goods.</returns>
    public static ValuationFile? Read(DataFile file, bool dense, CellProblems problems)
    {
        var lines = new CsvLines(file.Text);
        var read = new ValuationFile(file, problems);
        string forms = "the header must be " + (dense ? Dense : $"{Sparse} (sparse), or {Dense} (dense)");
        if (!lines.MoveNext())
        {
            problems.Add(file, 1, 1, "", $"the file is empty; {forms}");
            return null;
        }
        string headerText = lines.Current.ToString();
        int headerLine = lines.Number;
        string[] header = [.. Csv.Split(lines.Current, out bool isWhole).Select(name => name.Trim())];
        bool isSparse = !dense
            && header.Order(StringComparer.Ordinal).SequenceEqual((string[])["buyer", "good", "value"]);
        if (!isWhole || (!isSparse && header[0] != "buyer"))
        {
            problems.Add(file, headerLine, 1, headerText, isWhole ? forms : CsvCells.WholeRule);
            return null;
        }
        if (isSparse)
        {
            read.ReadSparse(lines, header);
        }
        else
        {
            read.ReadDense(lines, read.GoodsOf(header, headerLine));
        }
        if (header.Length == 1 || read.Buyers.Count == 0)
        {
            problems.Add(file, headerLine, 1, headerText,
                $"there are no {(header.Length == 1 ? "goods" : "buyers")}; {forms}");
            return null;
        }
        return read;
    }

    private void ReadSparse(CsvLines lines, string[] header)
    {
        int buyerColumn = Array.IndexOf(header, "buyer"), goodColumn = Array.IndexOf(header, "good"),
            valueColumn = Array.IndexOf(header, "value");
        _all.EnsureCapacity(File.Text.AsSpan().Count('\n'));
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> buyer = default, good = default, value = default;
            var cells = new CsvCells(lines.Current);
            int count = 0;
            for (; cells.MoveNext(); count++)
            {
                if (count == buyerColumn)
                {
                    buyer = cells.Current.Trim();
                }
                else if (count == goodColumn)
                {
                    good = cells.Current.Trim();
                }
                else
                {
                    value = cells.Current;
                }
            }
            if (IsWell(lines, cells.IsWhole, count, header.Length))
            {
                int line = lines.Number;
                int i = Named(Buyers, buyer, line, buyerColumn, "buyer");
                int j = Named(Goods, good, line, goodColumn, "good");
                double v = Number(value, line, valueColumn);
                if (i >= 0 && j >= 0)
                {
                    _all.Add(new Valuation(i, j, line, v));
                }
            }
        }
    }

    /// <summary>The good of each column of a dense file; the first is nobody's.</summary>
    private int[] GoodsOf(string[] header, int line)
    {
        var goods = new int[header.Length];
        for (int c = 1; c < header.Length; c++)
        {
            int before = Goods.Count;
            goods[c] = Named(Goods, header[c], line, c, "good");
            if (goods[c] >= 0 && goods[c] < before)
            {
                int first = Goods.PlaceOf(goods[c]).Column;
                _problems.Add(File, line, c + 1, header[c],
                    $"the good has column {first} of line {line} already; keep one of the two");
                goods[c] = -1;
            }
        }
        return goods;
    }

    private void ReadDense(CsvLines lines, int[] goods)
    {
        while (lines.MoveNext())
        {
            var cells = new CsvCells(lines.Current);
            cells.MoveNext();
            int line = lines.Number, before = Buyers.Count, count = 1;
            int buyer = Named(Buyers, cells.Current.Trim(), line, 0, "buyer");
            for (; cells.MoveNext(); count++)
            {
                double value = count >= goods.Length || cells.Current.IsEmpty ? 0
                    : Number(cells.Current, line, count);
                if (value > 0 && buyer == before && goods[count] >= 0)
                {
                    _all.Add(new Valuation(buyer, goods[count], line, value));
                }
            }
            if (IsWell(lines, cells.IsWhole, count, goods.Length) && buyer >= 0 && buyer < before)
            {
                _problems.Add(File, line, 1, Buyers[buyer],
                    $"the buyer stands in line {Buyers.PlaceOf(buyer).Line} already; keep one of the two");
            }
        }
    }

    private bool IsWell(in CsvLines lines, bool isWhole, int count, int width)
    {
        if (isWhole && count == width)
        {
            return true;
        }
        _problems.Add(File, lines.Number, Math.Min(count, width), lines.Current.ToString(), isWhole
            ? $"a line must have {width} cells, as the header has; this one has {count}"
            : CsvCells.WholeRule);
        return false;
    }

    /// <returns>The number of the name, or -1 where there is none.</returns>
    private int Named(NameList names, ReadOnlySpan<char> name, int line, int column, string who)
    {
        if (name.IsEmpty)
        {
            _problems.Add(File, line, column + 1, "", $"a {who} must have a name");
            return -1;
        }
        return names.Add(name, line, column + 1);
    }

    private double Number(ReadOnlySpan<char> text, int line, int column)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= 0 && double.IsFinite(value))
        {
            return value;
        }
        _problems.Add(File, line, column + 1, text.ToString(), Rule);
        // Counts as a wish: that the buyer would have none without it is no second mistake.
        return 1;
    }
}
