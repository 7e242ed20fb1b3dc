using System.Globalization;

namespace AgentMarkets.Lab.Reports;

/// <summary>Numbers for people: as many digits as mean something, a true minus sign, a dash for not-a-number.</summary>
/// <remarks>Not for files: those give numbers in full. The full number stands behind each cell as its title.</remarks>
public static class NumberText
{
    private const string Missing = "\u2013";

    // Narrow spaces that do not break.
    private const string Times = "\u202f\u00d7\u202f10";

    /// <summary>Up to five significant digits.</summary>
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
        {
            return NotFinite(value);
        }
        var size = Math.Abs(value);
        if (size is >= 1e7 or (< 1e-4 and > 0))
        {
            return Scientific(value, digits: 3);
        }
        return Signed(size >= 1e4 ? value.ToString("0.#", Invariant) : value.ToString("G5", Invariant));
    }

    /// <summary>The value to the digit that its standard error leaves certain: <c>0.49937 ± 0.00034</c>, or with a
    /// power that belongs to both: <c>(3.21 ± 0.41) × 10⁻⁵</c>.</summary>
    public static (string Value, string Error, string Power) WithError(double value, double error)
    {
        if (!double.IsFinite(value) || !double.IsFinite(error) || error <= 0)
        {
            return (Of(value), double.IsFinite(error) ? Of(error) : "", "");
        }
        var (exponent, decimals) = Place(value, error);
        return (Scaled(value, exponent, decimals), Scaled(error, exponent, decimals), Power(exponent));
    }

    /// <summary>The difference to a known value, with its sign and to the place of the value that it is taken
    /// from.</summary>
    public static string Difference(double value, double error, double known)
    {
        var difference = value - known;
        var text = Of(difference);
        if (double.IsFinite(difference) && double.IsFinite(error) && error > 0)
        {
            var (exponent, decimals) = Place(value, error);
            text = Scaled(difference, exponent, decimals) + Power(exponent);
        }
        return difference > 0 ? "+" + text : text;
    }

    /// <summary>Every digit, as a file would have it.</summary>
    public static string InFull(double value) => value.ToString("R", Invariant);

    /// <summary>The power that value and error share, and their decimals: two digits of the error.</summary>
    private static (int Exponent, int Decimals) Place(double value, double error)
    {
        var size = Math.Max(Math.Abs(value), error);
        var exponent = size is >= 1e6 or < 1e-3 ? Exponent(size) : 0;
        // More than ten help nobody.
        return (exponent, Math.Clamp(1 - Exponent(error) + exponent, 0, 10));
    }

    private static string Scaled(double value, int exponent, int decimals) =>
        Signed((value / Math.Pow(10, exponent)).ToString("F" + decimals.ToString(Invariant), Invariant));

    private static string Power(int exponent) => exponent == 0 ? "" : Times + Superscript(exponent);

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static string NotFinite(double value) =>
        double.IsNaN(value) ? Missing : value > 0 ? "\u221e" : "\u2212\u221e";

    private static string Scientific(double value, int digits)
    {
        var parts = value.ToString("E" + digits.ToString(Invariant), Invariant).Split('E');
        var mantissa = parts[0].Contains('.') ? parts[0].TrimEnd('0').TrimEnd('.') : parts[0];
        var exponent = int.Parse(parts[1], Invariant);
        return Signed(mantissa) + Times + Superscript(exponent);
    }

    private static int Exponent(double size) => (int)Math.Floor(Math.Log10(size));

    private static string Superscript(int exponent)
    {
        const string Digits = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
        var size = Math.Abs(exponent).ToString(Invariant);
        return (exponent < 0 ? "\u207b" : "") + string.Concat(size.Select(digit => Digits[digit - '0']));
    }

    private static string Signed(string number)
    {
        // Rounding may leave a zero with a sign, which says nothing.
        var isZero = number.All(c => c is '-' or '0' or '.');
        return isZero ? number.TrimStart('-') : number.Replace('-', '\u2212');
    }
}
