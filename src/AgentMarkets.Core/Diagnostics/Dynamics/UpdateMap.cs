using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>An update rule made linear at a point: deviations of the parameters, and of what is remembered, from one
/// round to the next, s' = M s + G e, e the error of a gradient.</summary>
/// <remarks>
/// s = (x, r), r only of the coordinates that remember. With E, D, c, mu diagonal, E choosing the coordinates that step
/// by extra-gradient, whose second gradient has an error of its own:
/// momentum x' = x + D(mu r + c g), r' = mu r + c g; extra-gradient x' = x + D J(x + E D g); optimistic
/// x' = x + D(2 g - r), r' = g; g = J x (docs/oscillation.md, 2, D2; Mescheder et al. 2017; Daskalakis and Panageas
/// 2018; Mokhtari et al. 2020).
/// </remarks>
public sealed class UpdateMap
{
    private readonly UpdateRule _rule;

    private UpdateMap(UpdateRule rule, Matrix<double> jacobian)
    {
        _rule = rule;
        Jacobian = jacobian;
        Remembering = Remembers(rule);
        int p = rule.Parameters, states = p + Remembering.Length;
        Matrix = Matrix<double>.Build.Dense(states, states);
        First = Matrix<double>.Build.Dense(states, p);
        Second = rule.Motions.Contains(Motion.ExtraGradient) ? Matrix<double>.Build.Dense(states, p) : null;
        for (int i = 0; i < p; i++)
        {
            Parameter(i);
        }
        for (int k = 0; k < Remembering.Length; k++)
        {
            Remembered(Remembering[k], p + k);
        }
    }

    /// <summary>J, [P, P].</summary>
    public Matrix<double> Jacobian { get; }

    /// <summary>M, [S, S], S the parameters and those that remember.</summary>
    public Matrix<double> Matrix { get; }

    /// <summary>G, [S, P]: how the error of a round's gradient enters.</summary>
    public Matrix<double> First { get; }

    /// <summary>How the error of the gradient at the point ahead enters, [S, P]; nothing without
    /// extra-gradient.</summary>
    public Matrix<double>? Second { get; }

    /// <summary>Parameters that have a memory, in the order in which it stands in the state.</summary>
    public int[] Remembering { get; }

    public int Parameters => _rule.Parameters;

    public static UpdateMap Of(UpdateRule rule, Matrix<double> jacobian) => new(rule, jacobian);

    /// <summary>Which coordinates of a rule remember something.</summary>
    public static int[] Remembers(UpdateRule rule) => [.. Enumerable.Range(0, rule.Parameters).Where(i =>
        rule.Motions[i] == Motion.Optimistic || (rule.Motions[i] == Motion.Momentum && rule.Memory[i] != 0))];

    /// <summary>Covariance that enters the state in a round, [S, S].</summary>
    /// <param name="sigma">Covariance of a gradient's error, [P, P].</param>
    public Matrix<double> Injected(Matrix<double> sigma)
    {
        var first = First * sigma * First.Transpose();
        return Second is null ? first : first + Second * sigma * Second.Transpose();
    }

    /// <summary>Eigenvalues of the map that belong to one eigenvalue of D J, for coordinates that all move
    /// alike.</summary>
    /// <param name="memory">mu or beta_1.</param>
    /// <param name="gain">c; extra-gradient and optimistic steps have none.</param>
    public static Complex[] Roots(Motion motion, double memory, double gain, Complex lambda) => motion switch
    {
        Motion.ExtraGradient => [1 + lambda + lambda * lambda],
        Motion.Optimistic => Quadratic(-(1 + 2 * lambda), lambda),
        _ when memory == 0 => [1 + gain * lambda],
        _ => Quadratic(-(1 + memory + gain * lambda), memory),
    };

    // z^2 + b z + c = 0; the larger root first, the other from the product, which loses no digits.
    private static Complex[] Quadratic(Complex b, Complex c)
    {
        var root = Complex.Sqrt(b * b - 4 * c);
        var larger = (-b + root).Magnitude >= (-b - root).Magnitude ? (-b + root) / 2 : (-b - root) / 2;
        return [larger, larger == 0 ? 0 : c / larger];
    }

    private void Parameter(int i)
    {
        double step = _rule.Steps[i];
        Matrix[i, i] += 1;
        if (_rule.Motions[i] == Motion.ExtraGradient)
        {
            // Row i of D (J + J E D J), of D J E D for the first error, and of D for the second.
            Second![i, i] = step;
            for (int k = 0; k < Parameters; k++)
            {
                double ahead = _rule.Motions[k] == Motion.ExtraGradient ? step * Jacobian[i, k] * _rule.Steps[k] : 0;
                First[i, k] = ahead;
                Matrix[i, k] += step * Jacobian[i, k];
                for (int j = 0; j < Parameters; j++)
                {
                    Matrix[i, j] += ahead * Jacobian[k, j];
                }
            }
            return;
        }
        double entry = step * (_rule.Motions[i] == Motion.Optimistic ? 2 : _rule.Gains[i]);
        First[i, i] = entry;
        for (int j = 0; j < Parameters; j++)
        {
            Matrix[i, j] += entry * Jacobian[i, j];
        }
    }

    private void Remembered(int i, int at)
    {
        bool isOptimistic = _rule.Motions[i] == Motion.Optimistic;
        double gain = isOptimistic ? 1 : _rule.Gains[i];
        First[at, i] = gain;
        for (int j = 0; j < Parameters; j++)
        {
            Matrix[at, j] = gain * Jacobian[i, j];
        }
        Matrix[i, at] = isOptimistic ? -_rule.Steps[i] : _rule.Memory[i] * _rule.Steps[i];
        Matrix[at, at] = isOptimistic ? 0 : _rule.Memory[i];
    }
}
