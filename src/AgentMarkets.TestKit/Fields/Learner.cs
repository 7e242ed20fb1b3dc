using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.TestKit.Fields;

/// <summary>A learner in 64 bits that steps all parameters of a field at once, with nothing held fast: it makes the
/// runs that diagnoses are tried on.</summary>
/// <param name="Rate">Of plain steps, or Adam's.</param>
/// <param name="Memory">mu of heavy ball; beta_1 of Adam.</param>
public sealed record Learner(Motion Motion, double Rate, double Memory = 0, bool IsAdam = false)
{
    private const double Beta2 = 0.999, Epsilon = 1e-8;

    /// <summary>The rate in round t, from 1, is Rate / t^Decay; not Adam's.</summary>
    public double Decay { get; init; }

    /// <summary>u = mu u + g, x += rate u.</summary>
    public static Learner Gradient(double rate, double mu = 0) => new(Motion.Momentum, rate, mu);

    /// <summary>Kingma and Ba (2015), beta_2 = 0.999, epsilon = 1e-8.</summary>
    public static Learner Adam(double rate, double beta1 = 0.9) => new(Motion.Momentum, rate, beta1, true);

    /// <summary>x += rate g(x + rate g(x)).</summary>
    public static Learner Extra(double rate) => new(Motion.ExtraGradient, rate);

    /// <summary>x += rate (2 g - g'); the first step is plain.</summary>
    public static Learner Optimistic(double rate) => new(Motion.Optimistic, rate);

    /// <summary>What a run leaves behind.</summary>
    /// <param name="Path">[T, R, K], after each update.</param>
    /// <param name="SecondMoments">Of Adam, corrected for their start, [R, P]; empty otherwise.</param>
    public sealed record Run(Trajectory Path, Standing End, double[] SecondMoments);

    /// <summary>Some rounds of any number of replicas; they never meet.</summary>
    /// <param name="start">[R, P].</param>
    /// <param name="batch">Games a round; expected gradients when missing.</param>
    /// <param name="seeds">One a replica.</param>
    public Run Play(IGradientField field, double[] start, int rounds, int? batch, ulong[] seeds)
    {
        double[] points = [.. start], remembered = new double[start.Length], v = new double[IsAdam ? start.Length : 0];
        double[] gradients = new double[start.Length], ahead = new double[start.Length];
        var path = new Trajectory(rounds, seeds.Length, field.Observables.Count);
        long draw = 0;
        double forgotten1 = 1, forgotten2 = 1;
        for (int round = 0; round < rounds; round++)
        {
            Draw(points, gradients);
            if (Motion == Motion.ExtraGradient)
            {
                for (int i = 0; i < points.Length; i++)
                {
                    ahead[i] = points[i] + RateIn(round + 1) * gradients[i];
                }
                field.Confine(ahead);
                Draw(ahead, gradients);
            }
            double rate = RateIn(round + 1);
            forgotten1 *= Memory;
            forgotten2 *= Beta2;
            for (int i = 0; i < points.Length; i++)
            {
                double g = gradients[i];
                if (IsAdam)
                {
                    remembered[i] = Memory * remembered[i] + (1 - Memory) * g;
                    v[i] = Beta2 * v[i] + (1 - Beta2) * g * g;
                    points[i] += Rate * (remembered[i] / (1 - forgotten1))
                        / (Math.Sqrt(v[i] / (1 - forgotten2)) + Epsilon);
                }
                else
                {
                    double last = round == 0 ? g : remembered[i];
                    (remembered[i], double along) = Motion switch
                    {
                        Motion.ExtraGradient => (0, g),
                        Motion.Optimistic => (g, 2 * g - last),
                        _ => (Memory * remembered[i] + g, Memory * remembered[i] + g),
                    };
                    points[i] += rate * along;
                }
            }
            field.Confine(points);
            field.Observe(points, path.Round(round));
        }
        return new(path, new Standing(seeds.Length, points, remembered), [.. v.Select(m => m / (1 - forgotten2))]);

        void Draw(double[] at, double[] to)
        {
            if (batch is { } games)
            {
                field.Sampled(at, seeds, draw++, games, to);
            }
            else
            {
                field.Expected(at, to);
            }
        }
    }

    /// <summary>The update as it stands at the end, second moments averaged over replicas and held.</summary>
    /// <param name="round">The first one to come, from 1.</param>
    public UpdateRule Frozen(int parameters, double[] secondMoments, int round = 1)
    {
        var steps = new double[parameters];
        int rows = IsAdam ? secondMoments.Length / parameters : 0;
        for (int p = 0; p < parameters; p++)
        {
            double mean = 0;
            for (int row = 0; row < rows; row++)
            {
                mean += secondMoments[row * parameters + p] / rows;
            }
            steps[p] = IsAdam ? Rate / (Math.Sqrt(mean) + Epsilon) : RateIn(round);
        }
        return new([.. steps.Select(_ => Motion)], steps, [.. steps.Select(_ => Memory)],
            [.. steps.Select(_ => IsAdam ? 1 - Memory : 1)]);
    }

    private double RateIn(int round) => Decay == 0 ? Rate : Rate / Math.Pow(round, Decay);
}
