namespace AgentMarkets.Core.Diagnostics;

/// <summary>The power of x that y follows: least squares of log y on log x.</summary>
/// <remarks>slope = sum_k w_k log y_k with w_k = (log x_k - mean) / sum (log x - mean)^2.</remarks>
/// <param name="Error">That which the y_k have: sqrt(sum_k (w_k se_k)^2), se_k the standard error of log y_k.</param>
public readonly record struct LogSlope(double Slope, double Error)
{
    /// <param name="logX">[n], at least two different ones.</param>
    /// <param name="logY">[n].</param>
    /// <param name="errors">Standard errors of log y, [n].</param>
    public static LogSlope Of(IReadOnlyList<double> logX, IReadOnlyList<double> logY, IReadOnlyList<double> errors)
    {
        double mean = logX.Average(), square = logX.Sum(x => (x - mean) * (x - mean));
        double slope = 0, variance = 0;
        for (int k = 0; k < logX.Count; k++)
        {
            double weight = (logX[k] - mean) / square;
            slope += weight * logY[k];
            variance += weight * weight * errors[k] * errors[k];
        }
        return new(slope, Math.Sqrt(variance));
    }
}
