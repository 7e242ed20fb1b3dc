using AgentMarkets.Auctions.Equilibria;

namespace AgentMarkets.Auctions.Priors;

/// <summary>Simpson's rule with the density as the weight function: equally spaced types, and weights that integrate
/// every function exactly that is quadratic between them.</summary>
/// <remarks>
/// Over two steps, t from -1 to 1, with the density's moments p, W1 = E t, W2 = E t^2 there, the weights are
/// (W2 - W1)/2, p - W2, (W2 + W1)/2 (product integration: Davis and Rabinowitz 1984, 2.5). Where one would be negative,
/// as at an end where the density vanishes fast, the steps have the weights of the straight line instead. No density
/// is evaluated, so it may be infinite at the ends.
/// </remarks>
internal static class ProductSimpson
{
    /// <param name="moments">The integrals of f, x f, and x^2 f from 0 to x, for a distribution on [0,1].</param>
    /// <param name="size">Types; one more if even.</param>
    public static (double[] Types, double[] Weights) Grid(double low, double high, int size,
        Func<double, (double Mass, double First, double Second)> moments)
    {
        int steps = (size | 1) - 1;
        var types = new double[steps + 1];
        var weights = new double[steps + 1];
        for (int k = 0; k <= steps; k++)
        {
            types[k] = k == steps ? high : low + (high - low) * k / steps;
        }
        double h = 1.0 / steps;
        var left = moments(0);
        for (int k = 1; k < steps; k += 2)
        {
            double x = (double)k / steps;
            var (middle, right) = (moments(x), moments((k + 1.0) / steps));
            double p = right.Mass - left.Mass, first = right.First - left.First;
            double w1 = (first - x * p) / h;
            double w2 = (right.Second - left.Second - 2 * x * first + x * x * p) / (h * h);
            if (Math.Abs(w1) <= w2 && w2 <= p)
            {
                weights[k - 1] += (w2 - w1) / 2;
                weights[k] += p - w2;
                weights[k + 1] += (w2 + w1) / 2;
            }
            else
            {
                Line(weights, k - 1, h, left, middle);
                Line(weights, k, h, middle, right);
            }
            left = right;
        }
        return (types, weights);
    }

    /// <summary>The same for a part of a distribution, of which no more than F is known: its moments by
    /// parts.</summary>
    /// <remarks>int_a^x (t - a) dF = (x - a) F(x) - int_a^x F, and
    /// int_a^x (t - a)^2 dF = (x - a)^2 F(x) - 2 int_a^x (t - a) F.</remarks>
    /// <returns>Weights that add up to F(high) - F(low).</returns>
    public static (double[] Types, double[] Weights) Grid(double low, double high, int size, Func<double, double> cdf)
    {
        int steps = (size | 1) - 1;
        var (mean, slant) = (new double[steps + 1], new double[steps + 1]);
        double F(double x) => cdf(low + (high - low) * x);
        for (int k = 0; k < steps; k++)
        {
            double from = (double)k / steps, to = (k + 1.0) / steps;
            mean[k + 1] = mean[k] + Quadrature.Cell(F, from, to);
            slant[k + 1] = slant[k] + Quadrature.Cell(x => x * F(x), from, to);
        }
        return Grid(low, high, size, x =>
        {
            int k = (int)Math.Round(x * steps);
            double f = F(x);
            return (f, x * f - mean[k], x * x * f - 2 * slant[k]);
        });
    }

    private static void Line(double[] weights, int k, double h, (double Mass, double First, double Second) left,
        (double Mass, double First, double Second) right)
    {
        double p = Math.Max(0, right.Mass - left.Mass);
        // What falls to the upper type; in a tail without mass its rounding error is all there is.
        double upper = Math.Clamp((right.First - left.First - k * h * p) / h, 0, p);
        weights[k] += p - upper;
        weights[k + 1] += upper;
    }
}
