using System.Runtime.InteropServices;

namespace AgentMarkets.Core.Numerics;

/// <summary>COIN-OR CLP 1.17 through its C interface, Clp_C_Interface.h.</summary>
internal static partial class Clp
{
    private const string Library = "libClp.so.1";

    private const double Tolerance = 1e-9, Largest = double.MaxValue;
    private const int Optimal = 0, Infeasible = 1;

    public static double[]? Maximise(double[] cost, double[] low, double[] high, int[] starts, int[] rows,
        double[] values, double[] atLeast, double[] atMost)
    {
        nint model = Open();
        try
        {
            SetLogLevel(model, 0);
            SetPrimalTolerance(model, Tolerance);
            SetDualTolerance(model, Tolerance);
            LoadProblem(model, cost.Length, atLeast.Length, starts, rows, values, Finite(low), Finite(high), cost,
                Finite(atLeast), Finite(atMost));
            SetOptimizationDirection(model, -1);
            _ = InitialSolve(model);
            int status = Status(model);
            if (status is not (Optimal or Infeasible))
            {
                throw new ArithmeticException($"CLP ended with status {status} on a linear program of {cost.Length} "
                    + $"columns and {atLeast.Length} rows.");
            }
            var x = new double[cost.Length];
            Marshal.Copy(PrimalColumnSolution(model), x, 0, x.Length);
            return status == Optimal ? x : null;
        }
        finally
        {
            DeleteModel(model);
        }
    }

    /// <summary>Such as <c>1.17.6</c>; nothing where it is not installed.</summary>
    public static string? Version
    {
        get
        {
            try
            {
                return Marshal.PtrToStringUTF8(GetVersion());
            }
            catch (DllNotFoundException)
            {
                return null;
            }
        }
    }

    private static nint Open()
    {
        try
        {
            return NewModel();
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"{Library}: not found; it solves linear programs. "
                + "Install COIN-OR CLP, on Debian: apt-get install coinor-libclp1.", e);
        }
    }

    /// <summary>CLP takes the largest number for none.</summary>
    private static double[] Finite(double[] bounds) => [.. bounds.Select(x => Math.Clamp(x, -Largest, Largest))];

    [LibraryImport(Library, EntryPoint = "Clp_Version")]
    private static partial nint GetVersion();

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

    [LibraryImport(Library, EntryPoint = "Clp_setOptimizationDirection")]
    private static partial void SetOptimizationDirection(nint model, double value);

    [LibraryImport(Library, EntryPoint = "Clp_loadProblem")]
    private static partial void LoadProblem(nint model, int columns, int rows, int[] starts, int[] indices,
        double[] values, double[] low, double[] high, double[] cost, double[] rowLow, double[] rowHigh);

    [LibraryImport(Library, EntryPoint = "Clp_initialSolve")]
    private static partial int InitialSolve(nint model);

    [LibraryImport(Library, EntryPoint = "Clp_status")]
    private static partial int Status(nint model);

    [LibraryImport(Library, EntryPoint = "Clp_primalColumnSolution")]
    private static partial nint PrimalColumnSolution(nint model);
}
