using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Core.Learning;

/// <summary>What keeps a distribution close to uniform while it follows payoffs.</summary>
public enum Regularizer
{
    Euclidean,
    Entropic,
}

/// <summary>Distributions over the actions of a type: what learners of tables share.</summary>
public static class Simplex
{
    /// <summary>argmax over the simplex of mass mu of &lt;y, s&gt; - |s|^2/2, divided by mu.</summary>
    /// <remarks>
    /// max(y - tau, 0), with tau so that it sums to mu: Held, Wolfe and Crowder (1974), by sorting. Divided by mu that
    /// is the projection of y/mu on the simplex of mass 1. It does not change when a number is added to all of y, so
    /// the largest is taken off, which keeps the sum of 1 exact to rounding. A type without mass takes its best action.
    /// </remarks>
    /// <param name="sorted">[m], overwritten.</param>
    public static void Project(ReadOnlySpan<double> y, double mass, Span<double> distribution, Span<double> sorted)
    {
        if (mass == 0)
        {
            Vertex(Best(y), distribution);
            return;
        }
        double top = y[Best(y)];
        for (int a = 0; a < y.Length; a++)
        {
            sorted[a] = distribution[a] = (y[a] - top) / mass;
        }
        sorted.Sort();
        double sum = 0, tau = 0;
        for (int k = 1; k <= sorted.Length; k++)
        {
            sum += sorted[^k];
            double level = (sum - 1) / k;
            if (sorted[^k] <= level)
            {
                break;
            }
            tau = level;
        }
        for (int a = 0; a < y.Length; a++)
        {
            distribution[a] = Math.Max(distribution[a] - tau, 0);
        }
    }

    /// <summary>s ~ exp(scale y); the largest becomes e^0, so that not all can vanish.</summary>
    public static void Softmax(ReadOnlySpan<double> y, double scale, Span<double> distribution)
    {
        double top = y[Best(y)], sum = 0;
        Span<double> eight = stackalloc double[VectorMath.DoubleLanes];
        for (int a = 0; a < y.Length; a += eight.Length)
        {
            int count = Math.Min(eight.Length, y.Length - a);
            eight.Clear();
            for (int l = 0; l < count; l++)
            {
                eight[l] = scale * (y[a + l] - top);
            }
            VectorMath.Exp(Vector512.Create<double>(eight)).CopyTo(eight);
            for (int l = 0; l < count; l++)
            {
                distribution[a + l] = eight[l];
                sum += eight[l];
            }
        }
        for (int a = 0; a < y.Length; a++)
        {
            distribution[a] /= sum;
        }
    }

    /// <summary>The logarithms of probabilities; minus infinity where there is none.</summary>
    public static void Log(ReadOnlySpan<double> probabilities, Span<double> logarithms)
    {
        for (int k = 0; k < probabilities.Length; k++)
        {
            logarithms[k] = VectorMath.Log(Vector512.Create(probabilities[k]))[0];
        }
    }

    /// <summary>The action that earns most; the lowest of equals.</summary>
    public static int Best(ReadOnlySpan<double> payoffs)
    {
        int best = 0;
        for (int a = 1; a < payoffs.Length; a++)
        {
            best = payoffs[a] > payoffs[best] ? a : best;
        }
        return best;
    }

    /// <summary>s += share (e - s), where e always takes the action.</summary>
    public static void Towards(int action, double share, Span<double> distribution)
    {
        for (int a = 0; a < distribution.Length; a++)
        {
            distribution[a] += share * ((a == action ? 1 : 0) - distribution[a]);
        }
    }

    /// <summary>eta_t = rate t^-decay, the same on every machine.</summary>
    public static double StepSize(double rate, double decay, long t) =>
        rate * VectorMath.Exp(Vector512.Create(-decay) * VectorMath.Log(Vector512.Create((double)t)))[0];

    private static void Vertex(int action, Span<double> distribution)
    {
        distribution.Clear();
        distribution[action] = 1;
    }
}
