namespace AgentMarkets.Core.Diagnostics;

/// <summary>Plays on from where replicas stand, with every step size held fast.</summary>
/// <remarks>
/// Step sizes that adapt would make a dynamical system of their own: without noise Adam's grow without bound
/// (docs/oscillation.md, 6, T1; Cohen et al. 2022). All rows go through the field in one call; they never meet.
/// </remarks>
public static class FrozenRun
{
    /// <summary>How many gradients a round of the rule draws.</summary>
    public static int DrawsOf(UpdateRule rule) => rule.Motions.Contains(Motion.ExtraGradient) ? 2 : 1;

    /// <summary>Some rounds.</summary>
    /// <param name="noise">The games to draw; expected gradients when missing.</param>
    /// <returns>What was looked at after each round, and where everybody stands at the end.</returns>
    public static (Trajectory Path, Standing End) Play(
        IGradientField field, UpdateRule rule, Standing start, int rounds, GradientDraws? noise = null)
    {
        double[] points = [.. start.Points], remembered = [.. start.Remembered];
        var gradients = new double[points.Length];
        bool looksAhead = DrawsOf(rule) == 2;
        double[] ahead = looksAhead ? new double[points.Length] : [];
        double[] there = looksAhead ? new double[points.Length] : [];
        var path = new Trajectory(rounds, start.Rows, field.Observables.Count);
        long draw = noise?.First ?? 0;
        var repetition = noise is null ? new Repetition() : null;
        int played = rounds, period = 0;
        for (int round = 0; round < played; round++)
        {
            Gradient(field, points, noise, draw++, gradients);
            if (looksAhead)
            {
                LookAhead(rule, start.Steps, points, gradients, ahead);
                field.Confine(ahead);
                Gradient(field, ahead, noise, draw++, there);
            }
            Step(rule, start.Steps, points, remembered, gradients, there);
            field.Confine(points);
            field.Observe(points, path.Round(round));
            if (repetition?.Closes(points, remembered) is > 0 and var closed)
            {
                // What is left holds whole periods, which need not be played, and a rest, which leads to the end.
                (period, repetition) = (closed, null);
                played = round + 1 + (rounds - round - 1) % period;
            }
        }
        for (int round = played; round < rounds; round++)
        {
            path.Round(round - period).CopyTo(path.Round(round));
        }
        return (path, new Standing(start.Rows, points, remembered) { Steps = start.Steps });
    }

    private static void Gradient(
        IGradientField field, double[] points, GradientDraws? noise, long draw, double[] gradients)
    {
        if (noise is null)
        {
            field.Expected(points, gradients);
        }
        else
        {
            field.Sampled(points, noise.Seeds, draw, noise.Batch, gradients);
        }
    }

    private static void LookAhead(
        UpdateRule rule, double[]? own, double[] points, double[] gradients, double[] ahead)
    {
        for (int i = 0, p = 0; i < points.Length; i++, p = p + 1 == rule.Parameters ? 0 : p + 1)
        {
            double step = rule.Motions[p] == Motion.ExtraGradient ? StepOf(rule, own, i, p) : 0;
            ahead[i] = points[i] + step * gradients[i];
        }
    }

    /// <param name="own">Each row's own steps, where they differ.</param>
    private static double StepOf(UpdateRule rule, double[]? own, int i, int p) => own is null ? rule.Steps[p] : own[i];

    private static void Step(UpdateRule rule, double[]? own, double[] points, double[] remembered,
        double[] gradients, double[] there)
    {
        for (int i = 0, p = 0; i < points.Length; i++, p = p + 1 == rule.Parameters ? 0 : p + 1)
        {
            double gradient = gradients[i], step = StepOf(rule, own, i, p);
            switch (rule.Motions[p])
            {
                case Motion.ExtraGradient:
                    points[i] += step * there[i];
                    break;
                case Motion.Optimistic:
                    points[i] += step * (2 * gradient - remembered[i]);
                    remembered[i] = gradient;
                    break;
                default:
                    remembered[i] = rule.Memory[p] * remembered[i] + rule.Gains[p] * gradient;
                    points[i] += step * remembered[i];
                    break;
            }
        }
    }
}
