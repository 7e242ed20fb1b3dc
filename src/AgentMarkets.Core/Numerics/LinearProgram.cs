namespace AgentMarkets.Core.Numerics;

/// <summary>A linear program: max cost'x over low &lt;= x &lt;= high, with bounds on sums of x; solved by COIN-OR CLP
/// (Forrest and others).</summary>
/// <remarks>Columns first, then rows: a row names columns that there are.</remarks>
public sealed class LinearProgram
{
    private readonly List<double> _cost = [], _low = [], _high = [], _atLeast = [], _atMost = [];
    private readonly List<(int Row, int Column, double Value)> _entries = [];

    /// <summary>The version of the CLP that solves them; nothing where it is not installed.</summary>
    public static string? SolverVersion => Clp.Version;

    public int Columns => _cost.Count;

    public int Rows => _atLeast.Count;

    /// <summary>Adds a variable.</summary>
    /// <returns>Its number, from 0.</returns>
    public int AddColumn(double cost, double low, double high)
    {
        _cost.Add(cost);
        _low.Add(low);
        _high.Add(high);
        return Columns - 1;
    }

    /// <summary>Adds atLeast &lt;= sum of value x_column &lt;= atMost; infinite where there is no such bound. A
    /// column comes at most once.</summary>
    public void AddRow(double atLeast, double atMost, IEnumerable<(int Column, double Value)> entries)
    {
        foreach (var (column, value) in entries)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(entries));
            _entries.Add((Rows, column, value));
        }
        _atLeast.Add(atLeast);
        _atMost.Add(atMost);
    }

    /// <summary>The best x.</summary>
    /// <returns>Nothing where no x meets all bounds.</returns>
    /// <exception cref="DllNotFoundException">CLP is not installed; the message names its package.</exception>
    /// <exception cref="ArithmeticException">CLP gives up, or the program has no bound.</exception>
    public double[]? Maximise()
    {
        // By columns, and in each by rows: what CLP takes.
        var starts = new int[Columns + 1];
        foreach (var (_, column, _) in _entries)
        {
            starts[column + 1]++;
        }
        for (int k = 0; k < Columns; k++)
        {
            starts[k + 1] += starts[k];
        }
        int[] next = [.. starts], rows = new int[_entries.Count];
        var values = new double[_entries.Count];
        foreach (var (row, column, value) in _entries)
        {
            int at = next[column]++;
            (rows[at], values[at]) = (row, value);
        }
        return Clp.Maximise([.. _cost], [.. _low], [.. _high], starts, rows, values, [.. _atLeast], [.. _atMost]);
    }
}
