using System.Globalization;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>A difference and its interval for a sentence: two digits of the interval's width, since more of them would
/// be noise.</summary>
internal static class DifferenceText
{
    public static (string Difference, string Low, string High) Of(double difference, double low, double high)
    {
        double width = high - low;
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (!(width > 0))
        {
            width = size / 10;
        }
        int last = (int)Math.Floor(Math.Log10(width)) - 1;
        int first = (int)Math.Floor(Math.Log10(size));
        string Plain(double value) => value.ToString($"F{Math.Clamp(-last, 0, 9)}", CultureInfo.InvariantCulture);
        // Where it would begin with many zeros, powers of ten are shorter.
        string Power(double value) =>
            value.ToString($"0.{new string('0', Math.Clamp(first - last, 0, 6))}e+0", CultureInfo.InvariantCulture);
        Func<double, string> text = first < -4 || first > 6 ? value => value == 0 ? "0" : Power(value) : Plain;
        return (text(difference), text(low), text(high));
    }
}
