using System.Globalization;

namespace AgentMarkets.Core.Catalog;

/// <summary>Numbers as users write them: one, a list, <c>10,25,50</c>, or a range <c>1..64</c>.</summary>
internal static class Numbers
{
    /// <summary>More values than this in one setting are taken for a slip.</summary>
    public const int CountMax = 1_000_000;

    private const double WholeMax = 9007199254740992; // 2^53, up to which a double holds every whole number

    public static bool TryRead(string text, out double value)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Reads a whole number; <c>1e6</c> and <c>2000.0</c> are whole numbers too.</summary>
    public static bool TryReadWhole(string text, out decimal value)
    {
        if (decimal.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }
        bool isWhole = TryRead(text, out double number) && Math.Abs(number) <= WholeMax && number == Math.Floor(number);
        value = isWhole ? (decimal)number : 0;
        return isWhole;
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Write(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E');
        if (exponent < 0)
        {
            return text;
        }
        int power = int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{text[..exponent]}e{power.ToString(CultureInfo.InvariantCulture)}";
    }

    public static bool LooksLikeNumber(string text)
        => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && TryRead(text, out _);

    /// <summary>Every number in a value, as written, with lists flattened and ranges written out.</summary>
    /// <returns>Nothing where something is no number; <paramref name="why"/> then names the rule.</returns>
    public static List<string>? Flatten(Node node, out string why)
    {
        var numbers = new List<string>();
        why = "";
        return Collect(node, numbers, ref why) ? numbers : null;
    }

    /// <summary>The compact form of several numbers: consecutive whole numbers become a range.</summary>
    public static Node Compact<T>(IReadOnlyList<T> values, Func<T, Node> write, Func<T, T, bool> follows)
    {
        var parts = new List<Node>();
        for (int start = 0, end; start < values.Count; start = end)
        {
            end = start + 1;
            while (end < values.Count && follows(values[end - 1], values[end]))
            {
                end++;
            }
            if (end - start >= 3)
            {
                parts.Add(Node.Of($"{write(values[start]).Text}..{write(values[end - 1]).Text}"));
                continue;
            }
            end = start + 1;
            parts.Add(write(values[start]));
        }
        return parts.Count == 1 ? parts[0] : Node.List(parts);
    }

    private static bool Collect(Node node, List<string> numbers, ref string why)
    {
        if (node.Kind == NodeKind.List)
        {
            foreach (Node item in node.Items)
            {
                if (!Collect(item, numbers, ref why))
                {
                    return false;
                }
            }
            return true;
        }
        if (node.Kind is not (NodeKind.Number or NodeKind.Text))
        {
            return false;
        }
        string text = node.Text.Trim();
        if (text.StartsWith('[') && text.EndsWith(']'))
        {
            text = text[1..^1];
        }
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (TryRead(part, out _))
            {
                numbers.Add(part);
            }
            else if (!CollectRange(part, numbers, ref why))
            {
                return false;
            }
        }
        return true;
    }

    private static bool CollectRange(string text, List<string> numbers, ref string why)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            return false;
        }
        if (!TryReadWhole(text[..dots], out decimal first) || !TryReadWhole(text[(dots + 2)..], out decimal last)
            || last < first)
        {
            why = "a range is written from..to with whole numbers, the smaller one first";
            return false;
        }
        if (last - first >= CountMax)
        {
            why = $"a range may hold at most {CountMax:N0} values";
            return false;
        }
        for (decimal value = first; value <= last; value++)
        {
            numbers.Add(value.ToString(CultureInfo.InvariantCulture));
        }
        return true;
    }
}
