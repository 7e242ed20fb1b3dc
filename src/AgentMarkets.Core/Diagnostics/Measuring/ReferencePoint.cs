namespace AgentMarkets.Core.Diagnostics;

/// <summary>Where the update is made linear.</summary>
/// <remarks>
/// The window's mean over rounds and replicas, or the fixed point where that is within five spreads of it
/// (docs/oscillation.md, 2, D1 and D2). For log weights the weights of the mean probabilities. Where observables do
/// not hold the parameters their mean is not known, nor is one over replicas of any use: networks that bid alike have
/// other parameters. Then it is where the first replica comes to rest without noise, or else its end.
/// </remarks>
/// <param name="Start">The mean, [P].</param>
/// <param name="Point">Where J is taken, [P].</param>
/// <param name="NewtonDistance">|J^-1 g| at the start; nothing without a usable Jacobian.</param>
/// <param name="Fixed">The fixed point, where one was looked for and found.</param>
/// <param name="ParameterOf">Of each observable, the parameter that it is, or -1, [K].</param>
internal sealed record ReferencePoint(
    double[] Start, double[] Point, double? NewtonDistance, double[]? Fixed, int[] ParameterOf)
{
    private const double Spreads = 5, LeastProbability = 1e-12;

    /// <summary>Whether observables are the parameters, in their order.</summary>
    public bool SeesParameters =>
        ParameterOf.Length == Start.Length && ParameterOf.Select((p, k) => p == k).All(same => same);

    /// <summary>Whether every parameter is among the observables: bidders who share one show it several
    /// times.</summary>
    public bool SeesAll => HoldAll(ParameterOf, Start.Length);

    /// <param name="usable">Whether a Jacobian may be taken.</param>
    /// <param name="rest">Where replicas stand at last.</param>
    public static ReferencePoint Of(
        Subject subject, Trajectory window, double spread, double still, bool usable, Standing rest)
    {
        var field = subject.Learning.Field;
        int[] parameterOf = ParametersOf(field, subject.Learning.End);
        double[] start = Mean(subject, window, parameterOf, rest);
        if (!usable)
        {
            return new(start, start, null, null, parameterOf);
        }
        double distance = FixedPoint.Distance(field, start), near = Spreads * Math.Max(spread, still);
        if (!(distance < near))
        {
            return new(start, start, distance, null, parameterOf);
        }
        var found = FixedPoint.Find(field, start);
        bool lands = found.Landed && (!HoldAll(parameterOf, start.Length) || Distance(found.Point, start) < near);
        return new(start, lands ? found.Point : start, distance, lands ? found.Point : null, parameterOf);
    }

    /// <summary>The column that shows a parameter.</summary>
    public int ColumnOf(int parameter) => Array.IndexOf(ParameterOf, parameter);

    // A column is a parameter if it is so in every replica, bit by bit; its own number first where several are.
    private static int[] ParametersOf(IGradientField field, Standing end)
    {
        int k = field.Observables.Count, p = end.Parameters;
        var observed = new double[end.Rows * k];
        field.Observe(end.Points, observed);
        bool Is(int column, int parameter)
        {
            for (int row = 0; row < end.Rows; row++)
            {
                if (observed[row * k + column] != end.Points[row * p + parameter])
                {
                    return false;
                }
            }
            return true;
        }
        return [.. Enumerable.Range(0, k).Select(column => column < p && Is(column, column) ? column
            : Enumerable.Range(0, p).FirstOrDefault(parameter => Is(column, parameter), -1))];
    }

    private static bool HoldAll(int[] parameterOf, int parameters) =>
        parameterOf.Where(p => p >= 0).Distinct().Count() == parameters;

    private static double[] Mean(Subject subject, Trajectory window, int[] parameterOf, Standing rest)
    {
        int parameters = subject.Learning.Rule.Parameters;
        double[] mean = WindowMean.OfAll(window);
        if (HoldAll(parameterOf, parameters))
        {
            return [.. Enumerable.Range(0, parameters).Select(p => mean[Array.IndexOf(parameterOf, p)])];
        }
        return subject.Learning.AreLogWeights && window.Observables == parameters
            ? [.. mean.Select(p => Math.Log(Math.Max(p, LeastProbability)))]
            : rest.Points[..parameters];
    }

    private static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
