namespace AgentMarkets.Core.Diagnostics;

/// <summary>Where the update is made linear.</summary>
/// <remarks>
/// The window's mean over rounds and replicas, or the fixed point where that is within five spreads of it
/// (docs/oscillation.md, 2, D1 and D2). For log weights the weights of the mean probabilities. Where observables are
/// not the parameters their mean is not known, and nor is one over replicas of any use: networks that bid alike have
/// other parameters. Then it is the end of the first replica.
/// </remarks>
/// <param name="Start">The mean, [P].</param>
/// <param name="Point">Where J is taken, [P].</param>
/// <param name="NewtonDistance">|J^-1 g| at the start; nothing without a usable Jacobian.</param>
/// <param name="Fixed">The fixed point, where one was looked for and found.</param>
/// <param name="SeesParameters">Whether observables are the parameters.</param>
internal sealed record ReferencePoint(
    double[] Start, double[] Point, double? NewtonDistance, double[]? Fixed, bool SeesParameters)
{
    private const double Spreads = 5, LeastProbability = 1e-12;

    /// <param name="usable">Whether a Jacobian may be taken.</param>
    public static ReferencePoint Of(Subject subject, Trajectory window, double spread, double still, bool usable)
    {
        var field = subject.Learning.Field;
        bool sees = SeesThem(field, subject.Learning.End);
        double[] start = Mean(subject, window, sees);
        if (!usable)
        {
            return new(start, start, null, null, sees);
        }
        double distance = FixedPoint.Distance(field, start), near = Spreads * Math.Max(spread, still);
        if (!(distance < near))
        {
            return new(start, start, distance, null, sees);
        }
        var found = FixedPoint.Find(field, start);
        bool lands = found.Landed && (!sees || Distance(found.Point, start) < near);
        return new(start, lands ? found.Point : start, distance, lands ? found.Point : null, sees);
    }

    private static bool SeesThem(IGradientField field, Standing end)
    {
        if (field.Observables.Count != field.Parameters.Count)
        {
            return false;
        }
        var observed = new double[end.Points.Length];
        field.Observe(end.Points, observed);
        return observed.AsSpan().SequenceEqual(end.Points);
    }

    private static double[] Mean(Subject subject, Trajectory window, bool sees)
    {
        int parameters = subject.Learning.Rule.Parameters;
        bool weighs = subject.Learning.AreLogWeights && window.Observables == parameters;
        if (!sees && !weighs)
        {
            return subject.Learning.End.Points[..parameters];
        }
        double[] mean = WindowMean.OfAll(window);
        return sees ? mean : [.. mean.Select(p => Math.Log(Math.Max(p, LeastProbability)))];
    }

    private static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
