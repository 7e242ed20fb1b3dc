using System.Runtime.InteropServices;

namespace AgentMarkets.Auctions.Tests.Packages;

/// <summary>
/// COIN-OR CLP 1.17, a solver of linear and of convex quadratic programs by others (Forrest and others), through its C
/// interface. On Debian: coinor-libclp1.
/// </summary>
internal static partial class ClpReference
{
    private const string Library = "libClp.so.1";

    /// <summary>min cost'x + quadratic/2 |x|^2 over low &lt;= x &lt;= high, and bounds on the sums of x over
    /// sets.</summary>
    /// <param name="rows">Sets of columns as bit masks; <c>double.MaxValue</c> for no upper bound.</param>
    /// <returns>The value and x.</returns>
    public static (double Value, double[] X) Minimise(double[] cost, double quadratic, double[] low, double[] high,
        IReadOnlyList<(ulong Set, double AtLeast, double AtMost)> rows)
    {
        int n = cost.Length;
        nint model = NewModel();
        try
        {
            SetLogLevel(model, 0);
            SetPrimalTolerance(model, 1e-10);
            SetDualTolerance(model, 1e-10);
            Load(model, cost, low, high, rows);
            if (quadratic > 0)
            {
                LoadQuadraticObjective(model, n, [.. Enumerable.Range(0, n + 1)], [.. Enumerable.Range(0, n)],
                    [.. Enumerable.Repeat(quadratic, n)]);
                _ = Primal(model, 0);
            }
            else
            {
                _ = InitialSolve(model);
            }
            if (Status(model) != 0)
            {
                throw new InvalidOperationException($"CLP ended with status {Status(model)}.");
            }
            double[] x = new double[n];
            Marshal.Copy(PrimalColumnSolution(model), x, 0, n);
            return (ObjectiveValue(model), x);
        }
        finally
        {
            DeleteModel(model);
        }
    }

    private static void Load(nint model, double[] cost, double[] low, double[] high,
        IReadOnlyList<(ulong Set, double AtLeast, double AtMost)> rows)
    {
        int[] starts = new int[cost.Length + 1];
        var indices = new List<int>();
        for (int i = 0; i < cost.Length; i++)
        {
            indices.AddRange(Enumerable.Range(0, rows.Count).Where(r => (rows[r].Set >> i & 1) != 0));
            starts[i + 1] = indices.Count;
        }
        double[] ones = [.. indices.Select(_ => 1.0)];
        LoadProblem(model, cost.Length, rows.Count, starts, [.. indices], ones, low, high, cost,
            [.. rows.Select(row => row.AtLeast)], [.. rows.Select(row => row.AtMost)]);
    }

    [LibraryImport(Library, EntryPoint = "Clp_newModel")]
    private static partial nint NewModel();

    [LibraryImport(Library, EntryPoint = "Clp_deleteModel")]
    private static partial void DeleteModel(nint model);

    [LibraryImport(Library, EntryPoint = "Clp_setLogLevel")]
    private static partial void SetLogLevel(nint model, int level);

    [LibraryImport(Library, EntryPoint = "Clp_setPrimalTolerance")]
    private static partial void SetPrimalTolerance(nint model, double value);

    [LibraryImport(Library, EntryPoint = "Clp_setDualTolerance")]
    private static partial void SetDualTolerance(nint model, double value);

    [LibraryImport(Library, EntryPoint = "Clp_loadProblem")]
    private static partial void LoadProblem(nint model, int columns, int rows, int[] starts, int[] indices,
        double[] values, double[] low, double[] high, double[] cost, double[] rowLow, double[] rowHigh);

    [LibraryImport(Library, EntryPoint = "Clp_loadQuadraticObjective")]
    private static partial void LoadQuadraticObjective(nint model, int columns, int[] starts, int[] indices,
        double[] values);

    [LibraryImport(Library, EntryPoint = "Clp_initialSolve")]
    private static partial int InitialSolve(nint model);

    [LibraryImport(Library, EntryPoint = "Clp_primal")]
    private static partial int Primal(nint model, int valuesPass);

    [LibraryImport(Library, EntryPoint = "Clp_status")]
    private static partial int Status(nint model);

    [LibraryImport(Library, EntryPoint = "Clp_objectiveValue")]
    private static partial double ObjectiveValue(nint model);

    [LibraryImport(Library, EntryPoint = "Clp_primalColumnSolution")]
    private static partial nint PrimalColumnSolution(nint model);
}
