using System.Globalization;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Numbers in the sentences and tables of a verdict.</summary>
internal static class Wording
{
    /// <summary>Three digits that count.</summary>
    public static string Number(double x)
    {
        double size = Math.Abs(x);
        return size is > 0 and (< 1e-4 or >= 1e6)
            ? x.ToString("0.##e+0", CultureInfo.InvariantCulture)
            : Math.Round(x, Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Max(size, 1e-9))), 0, 15))
                .ToString("0.#######", CultureInfo.InvariantCulture);
    }

    /// <summary>A value and its standard error.</summary>
    public static string Estimate(double x, double error) =>
        double.IsFinite(error) ? $"{Number(x)} +- {Number(error)}" : $"{Number(x)} (no error: one replica)";

    public static string Estimate(OverReplicas x) => Estimate(x.Mean, x.Error);

    /// <summary>Rounds as a user would write them: two digits, rounded up.</summary>
    public static string Rounds(double rounds)
    {
        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, rounds))) - 1));
        return (Math.Ceiling(rounds / unit) * unit).ToString("0", CultureInfo.InvariantCulture);
    }

    public static string Setting(string name, double rounds) => $"{name}={Rounds(rounds)}";

    /// <summary>As many replicas.</summary>
    public static string Replicas(int count) => $"seed=1..{count}";
}
