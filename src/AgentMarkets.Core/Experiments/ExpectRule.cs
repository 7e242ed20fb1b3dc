using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>One rule of an <c>expect</c> block: <c>l2.mean &lt; 0.03</c>.</summary>
public sealed class ExpectRule
{
    private const string Forms = "Write one of: '< x', '<= x', '> x', '>= x', 'x +- d', '= text'.";
    private static readonly string[] Fields = ["mean", "standardError", "verdict", "kind"];

    private Func<double, bool>? _holds;
    private string _text = "";

    private ExpectRule(string key, string condition, Place place)
    {
        Key = key;
        Condition = condition;
        Place = place;
    }

    /// <summary>A metric and what of it: <c>l2.mean</c>, <c>oscillation.verdict</c>.</summary>
    public string Key { get; }

    /// <summary>What must hold of it, as written: <c>&lt; 0.03</c>.</summary>
    public string Condition { get; }

    /// <summary>Where it stands.</summary>
    public Place Place { get; }

    /// <summary>The metric that the rule is about; it is computed even where <c>measure</c> does not name it.</summary>
    public string Metric => Key[..Key.LastIndexOf('.')];

    /// <summary>What of the metric: <c>mean</c>, <c>standardError</c>, <c>verdict</c>, <c>kind</c>.</summary>
    public string Field => Key[(Key.LastIndexOf('.') + 1)..];

    /// <summary>The whole rule: <c>l2.mean &lt; 0.03</c>.</summary>
    public string Text => $"{Key} {Condition}";

    /// <summary>Reads a rule.</summary>
    /// <returns>Nothing where a problem was added.</returns>
    public static ExpectRule? Parse(string key, Node condition, Place block, Problems problems)
    {
        Place place = condition.Place with { Key = block.Of(key).Key };
        string field = key[(key.LastIndexOf('.') + 1)..];
        if (!key.Contains('.') || !Fields.Contains(field))
        {
            problems.Add(place, null, "does not say what of the metric is meant",
                $"Write {(key.Contains('.') ? key[..key.LastIndexOf('.')] : key)}.mean; fields: "
                    + $"{string.Join(", ", Fields)}.");
            return null;
        }
        string written = string.Join(' ', condition.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var rule = new ExpectRule(key, written, place);
        if (condition.Kind != NodeKind.Text || !rule.Understand())
        {
            problems.Add(place, condition.Shown, "is no rule", Forms);
            return null;
        }
        return rule;
    }

    /// <summary>Judges the rule.</summary>
    /// <param name="lookup">The value of a key: a double, a text, or nothing.</param>
    public ExpectVerdict Evaluate(Func<string, object?> lookup)
    {
        object? value = lookup(Key);
        bool met = value switch
        {
            double number when _holds is not null => double.IsFinite(number) && _holds(number),
            string text => _text.Length > 0 && text == _text,
            _ => false,
        };
        return new ExpectVerdict(Text, value is double d && !double.IsFinite(d) ? null : value, met);
    }

    private bool Understand()
    {
        (string relation, string rest) = Condition switch
        {
            ['<', '=', ..] or ['>', '=', ..] => (Condition[..2], Condition[2..]),
            ['<', ..] or ['>', ..] or ['=', ..] => (Condition[..1], Condition[1..]),
            _ => ("", Condition),
        };
        rest = rest.Trim();
        bool isNumber = Numbers.TryRead(rest, out double bound);
        switch (relation)
        {
            case "<":
                _holds = x => x < bound;
                return isNumber;
            case "<=":
                _holds = x => x <= bound;
                return isNumber;
            case ">":
                _holds = x => x > bound;
                return isNumber;
            case ">=":
                _holds = x => x >= bound;
                return isNumber;
            case "=":
                _text = rest;
                _holds = isNumber ? x => x == bound : null;
                return rest.Length > 0;
            default:
                return UnderstandInterval();
        }
    }

    private bool UnderstandInterval()
    {
        string[] parts = Condition.Split(Condition.Contains('±') ? "±" : "+-", StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !Numbers.TryRead(parts[0], out double centre)
            || !Numbers.TryRead(parts[1], out double halfWidth) || halfWidth < 0)
        {
            return false;
        }
        _holds = x => Math.Abs(x - centre) <= halfWidth;
        return true;
    }
}

/// <summary>How a rule of an <c>expect</c> block came out.</summary>
/// <param name="Rule">The whole rule: <c>l2.mean &lt; 0.03</c>.</param>
/// <param name="Value">A double, a text, or nothing where it is missing or not a number.</param>
public sealed record ExpectVerdict(string Rule, object? Value, bool Met);
