namespace AgentMarkets.Core.Diagnostics;

/// <summary>How a gradient moves a parameter.</summary>
public enum Motion
{
    /// <summary>u = mu u + c g, x += D u. mu = 0, c = 1: a plain step. c = 1: heavy ball (Polyak 1964). mu = beta_1,
    /// c = 1 - beta_1: Adam with its second moments frozen.</summary>
    Momentum,

    /// <summary>x += D g(x + D g(x)): Korpelevich (1976).</summary>
    ExtraGradient,

    /// <summary>x += D (2 g - g'), g' the gradient of the round before: Popov (1980).</summary>
    Optimistic,
}

/// <summary>The update of all joint parameters in one round, with every step size held fast.</summary>
/// <param name="Motions">[P].</param>
/// <param name="Steps">D, [P].</param>
/// <param name="Memory">mu or beta_1, [P]; 0 for what remembers nothing.</param>
/// <param name="Gains">c, [P].</param>
public sealed record UpdateRule(Motion[] Motions, double[] Steps, double[] Memory, double[] Gains)
{
    public int Parameters => Steps.Length;

    /// <summary>Plain steps of the same direction with other sizes, as the flow test takes them.</summary>
    public UpdateRule Plain(double shrink) => new(
        new Motion[Parameters], [.. Steps.Select(step => step * shrink)], new double[Parameters],
        [.. Enumerable.Repeat(1.0, Parameters)]);
}

/// <summary>Where replicas stand: their parameters and what their learners remember.</summary>
/// <param name="Rows">n.</param>
/// <param name="Points">x, [n, P].</param>
/// <param name="Remembered">[n, P]: u where the motion has momentum, g' where it is optimistic, else 0.</param>
public sealed record Standing(int Rows, double[] Points, double[] Remembered)
{
    public int Parameters => Points.Length / Rows;

    /// <summary>Each row's own D, [n, P], where rows have different ones: parameters of networks that bid alike are not
    /// alike.</summary>
    public double[]? Steps { get; init; }

    /// <summary>The same with other sizes of all own steps.</summary>
    public Standing Shrunk(double by) => this with { Steps = Steps?.Select(step => step * by).ToArray() };

    /// <summary>A copy of some rows.</summary>
    public Standing Take(IReadOnlyList<int> rows)
    {
        int p = Parameters;
        double[] Of(double[] all) => [.. rows.SelectMany(row => all.Skip(row * p).Take(p))];
        return new Standing(rows.Count, Of(Points), Of(Remembered)) { Steps = Steps is null ? null : Of(Steps) };
    }
}
