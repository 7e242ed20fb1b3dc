using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.TestKit.GroundTruth;

/// <summary>A number of a case with a known answer, as it was found once by other programs, and as it is found
/// here.</summary>
/// <param name="What">With its unit or where it is taken: <c>sd of w, batch 32</c>.</param>
/// <param name="Golden">As found once.</param>
/// <param name="GoldenError">Its standard error over replicas; 0 where nothing is drawn.</param>
/// <param name="Digits">Half a unit of the last digit that is known, or what else it may be off by.</param>
public sealed record GoldenNumber(string Case, string What, double Golden, double GoldenError, double Digits,
    double Measured, double MeasuredError)
{
    private const double Errors = 4;

    /// <summary>How far the two may be apart: four standard errors of both together, and the digits.</summary>
    public double Allowed => Errors * Math.Sqrt(GoldenError * GoldenError + MeasuredError * MeasuredError) + Digits;

    public bool IsMet => Math.Abs(Measured - Golden) <= Allowed;

    /// <summary>A number that is drawn, whose golden value has an error of its own.</summary>
    public static GoldenNumber Drawn(
        string of, string what, double golden, double error, double digits, (double Mean, double Error) measured) =>
        new(of, what, golden, error, digits, measured.Mean, measured.Error);

    /// <summary>The same where only its replicas are told: its error is what that many would have.</summary>
    public static GoldenNumber Drawn(string of, string what, double golden, int goldenReplicas, double digits,
        (double Mean, double Error) measured, int replicas) => Drawn(of, what, golden,
            measured.Error * Math.Sqrt((double)replicas / goldenReplicas), digits, measured);

    /// <summary>A number in which nothing is drawn.</summary>
    public static GoldenNumber Exact(string of, string what, double golden, double digits, double measured) =>
        new(of, what, golden, 0, digits, measured, 0);

    /// <summary>Mean and standard error over replicas.</summary>
    internal static (double Mean, double Error) Mean(IReadOnlyList<double> perReplica)
    {
        var over = OverReplicas.Of(perReplica);
        return (over.Mean, over.Error);
    }

    /// <summary>The root of a mean of squares.</summary>
    internal static (double Mean, double Error) Root(IReadOnlyList<double> squares)
    {
        var over = OverReplicas.Of(squares);
        double root = Math.Sqrt(over.Mean);
        return (root, over.Error / (2 * root));
    }
}
