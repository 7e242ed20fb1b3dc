namespace AgentMarkets.Auctions.Equilibria;

/// <summary>y' = f(x, y), solved with steps as small as the tolerance asks for.</summary>
/// <remarks>Dormand and Prince (1980), A family of embedded Runge-Kutta formulae, J. Comput. Appl. Math. 6: order 5,
/// error estimated with order 4.</remarks>
internal sealed class OrdinaryDifferentialEquation
{
    private const int Stages = 7;

    private static readonly double[] s_c = [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1];

    private static readonly double[][] s_a =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    // Weights of order 5 less those of order 4.
    private static readonly double[] s_error =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private readonly Action<double, double[], double[]> _slope;
    private readonly double _tolerance;
    private readonly double[][] _k;
    private readonly double[] _trial;
    private double _step;

    /// <param name="slope">f: writes y' for x and y.</param>
    /// <param name="tolerance">Of one step, absolute.</param>
    public OrdinaryDifferentialEquation(int size, Action<double, double[], double[]> slope, double tolerance = 1e-12)
    {
        (_slope, _tolerance) = (slope, tolerance);
        _k = [.. Enumerable.Range(0, Stages).Select(_ => new double[size])];
        _trial = new double[size];
    }

    /// <summary>Takes y from one x to another, which may be lower.</summary>
    /// <param name="y">Written in place.</param>
    /// <param name="goesOn">Asked after every step; stops where it says no.</param>
    /// <returns>How far it came: <paramref name="to"/> unless it was stopped, or steps became too small.</returns>
    public double Solve(double from, double to, double[] y, Func<double, double[], bool>? goesOn = null)
    {
        double x = from, span = to - from, smallest = Math.Abs(span) * 1e-13;
        double step = Math.Min(_step > 0 ? _step : Math.Abs(span), Math.Abs(span)) * Math.Sign(span);
        while (x != to)
        {
            bool isLast = Math.Abs(to - x) <= Math.Abs(step) * (1 + 1e-12);
            double h = isLast ? to - x : step, error = Try(x, h, y);
            // Where the slope is no number the step went too far.
            double factor = double.IsFinite(error) ? Math.Clamp(0.9 * Math.Pow(_tolerance / error, 0.2), 0.1, 5) : 0.1;
            if (error <= _tolerance)
            {
                x = isLast ? to : x + h;
                _trial.CopyTo(y, 0);
                if (goesOn is not null && !goesOn(x, y))
                {
                    return x;
                }
            }
            else if (Math.Abs(h) <= smallest)
            {
                return x;
            }
            step = h * factor;
            _step = Math.Abs(step);
        }
        return x;
    }

    /// <summary>One step, left in the trial; the estimate of its error.</summary>
    private double Try(double x, double h, double[] y)
    {
        for (int s = 0; s < Stages; s++)
        {
            for (int i = 0; i < y.Length; i++)
            {
                double sum = 0;
                for (int j = 0; j < s; j++)
                {
                    sum += s_a[s][j] * _k[j][i];
                }
                _trial[i] = y[i] + h * sum;
            }
            _slope(x + s_c[s] * h, _trial, _k[s]);
        }
        double error = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int s = 0; s < Stages; s++)
            {
                sum += s_error[s] * _k[s][i];
            }
            error = Math.Max(error, Math.Abs(h * sum));
            error = double.IsFinite(sum) ? error : double.NaN;
        }
        // The last stage was made at the new place, from weights that are those of order 5.
        return error;
    }
}
