using AgentMarkets.Torch;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Between which two numbers the output of a network of one input lies while the input lies in an
/// interval.</summary>
/// <remarks>
/// Intervals pass through every layer, of values and of slopes; the mean-value theorem then gives the output as that
/// of the middle plus slope times distance, which is closer by far for short intervals (Moore 1966, chapter 6).
/// </remarks>
internal sealed class NetworkRange(MlpShape shape, double[] parameters)
{
    private const double SeluScale = 1.0507009873554805, SeluAlpha = 1.6732632423543772;

    // Beyond what networks that are evaluated by vector instructions differ from these functions by.
    private const double Rounding = 1e-9;

    // Silu has its least value and its greatest and least slopes here.
    private const double SiluLeastSlope = -0.0998393201, SiluMostSlope = 1.0998393201;
    private const double SiluBottom = -0.27846454276107380, SiluBottomAt = -1.2784645427610738;

    /// <summary>One output; the first where there are several.</summary>
    public (double Low, double High) Of(double low, double high)
    {
        double middle = low + (high - low) / 2, half = (high - low) / 2;
        var (plain, slope) = Through(low, high);
        var (center, _) = Through(middle, middle);
        double reach = half * Math.Max(Math.Abs(slope.Low), Math.Abs(slope.High));
        return (Math.Max(plain.Low, center.Low - reach) - Rounding,
            Math.Min(plain.High, center.High + reach) + Rounding);
    }

    private (Between Value, Between Slope) Through(double low, double high)
    {
        Between[] values = [new(low, high)], slopes = [Between.Exactly(1)];
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            int inputs = (int)shape.Widths[layer], outputs = (int)shape.Widths[layer + 1];
            var (nextValues, nextSlopes) = (new Between[outputs], new Between[outputs]);
            for (int j = 0; j < outputs; j++)
            {
                double bias = parameters[shape.BiasOffset(layer) + j];
                var (sum, slope) = (Between.Exactly(bias), default(Between));
                for (int i = 0; i < inputs; i++)
                {
                    double weight = parameters[shape.WeightOffset(layer) + j * inputs + i];
                    sum = Plus(sum, Times(Between.Exactly(weight), values[i]));
                    slope = Plus(slope, Times(Between.Exactly(weight), slopes[i]));
                }
                var activation = shape.ActivationOf(layer);
                nextValues[j] = Value(activation, sum);
                nextSlopes[j] = Times(Slope(activation, sum), slope);
            }
            (values, slopes) = (nextValues, nextSlopes);
        }
        return (values[0], slopes[0]);
    }

    private static Between Value(Activation activation, Between x)
    {
        double low = Value(activation, x.Low), high = Value(activation, x.High);
        // All but silu rise.
        return activation != Activation.Silu ? new Between(low, high)
            : new Between(x.Low <= SiluBottomAt && x.High >= SiluBottomAt ? SiluBottom : Math.Min(low, high),
                Math.Max(low, high));
    }

    private static double Value(Activation activation, double x) => activation switch
    {
        Activation.Identity => x,
        Activation.Relu => Math.Max(0, x),
        Activation.Selu => SeluScale * (x > 0 ? x : SeluAlpha * (Math.Exp(x) - 1)),
        Activation.Silu => x * Sigmoid(x),
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => Sigmoid(x),
        _ => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
    };

    private static Between Slope(Activation activation, Between x)
    {
        switch (activation)
        {
            case Activation.Identity:
                return Between.Exactly(1);
            case Activation.Relu:
                return new Between(x.Low > 0 ? 1 : 0, x.High > 0 ? 1 : 0);
            case Activation.Selu:
                const double Steepest = SeluScale * SeluAlpha;
                return x.Low > 0 ? Between.Exactly(SeluScale)
                    : x.High <= 0 ? new Between(Steepest * Math.Exp(x.Low), Steepest * Math.Exp(x.High))
                    : new Between(Math.Min(SeluScale, Steepest * Math.Exp(x.Low)), Steepest);
            case Activation.Silu:
                return new Between(SiluLeastSlope, SiluMostSlope);
            case Activation.Tanh:
                return Peaked(x, z => 1 - Math.Tanh(z) * Math.Tanh(z), 1);
            case Activation.Sigmoid:
                return Peaked(x, z => Sigmoid(z) * (1 - Sigmoid(z)), 0.25);
            default:
                return new Between(Sigmoid(x.Low), Sigmoid(x.High));
        }
    }

    /// <summary>Of a function that is highest at 0 and falls to both sides.</summary>
    private static Between Peaked(Between x, Func<double, double> of, double highest)
    {
        double low = of(x.Low), high = of(x.High);
        return new Between(Math.Min(low, high), x.Low <= 0 && x.High >= 0 ? highest : Math.Max(low, high));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static Between Plus(Between a, Between b) => new(a.Low + b.Low, a.High + b.High);

    private static Between Times(Between a, Between b)
    {
        double p = a.Low * b.Low, q = a.Low * b.High, r = a.High * b.Low, s = a.High * b.High;
        return new Between(Math.Min(Math.Min(p, q), Math.Min(r, s)), Math.Max(Math.Max(p, q), Math.Max(r, s)));
    }
}
