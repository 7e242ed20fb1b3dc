using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog.Shapes;

/// <summary>Numbers of any type: one value, or several where the type allows.</summary>
internal abstract class NumericShape(string noun, Limits limits) : Shape
{
    protected Limits Limits { get; } = limits;

    protected string Rule => Limits.Words.Length > 0 ? $"must be {Limits.Words}" : $"must be a {noun}";

    public override string Plural => noun + "s";

    public override bool Accepts(Node node) => Numbers.Flatten(node, out _) is not null;

    /// <summary>The numbers in a value as written.</summary>
    /// <returns>Nothing where problems were added.</returns>
    protected List<string>? Flatten(Node node, string key, Binder binder)
    {
        List<string>? numbers = Numbers.Flatten(node, out string why);
        if (numbers is { Count: > 0 })
        {
            return numbers;
        }
        string kind = node.Kind == NodeKind.List ? $"must hold {noun}s" : $"must be a {noun}";
        binder.Refuse(node, key, why.Length > 0 ? why : kind);
        return null;
    }

    protected bool Check(string number, double value, Node node, string key, Binder binder)
    {
        if (!Limits.Allows(value))
        {
            binder.Problems.Add(node.Place with { Key = key }, number, Rule);
            return false;
        }
        return true;
    }

    protected JsonObject WithBounds(JsonObject schema)
    {
        AddBound(schema, "minimum", Limits.Attribute.Min);
        AddBound(schema, "maximum", Limits.Attribute.Max);
        AddBound(schema, "exclusiveMinimum", Limits.Attribute.Above);
        AddBound(schema, "exclusiveMaximum", Limits.Attribute.Below);
        return schema;
    }

    private static void AddBound(JsonObject schema, string name, double bound)
    {
        if (!double.IsNaN(bound))
        {
            schema[name] = bound;
        }
    }
}

/// <summary>A single number, the same in all replicas.</summary>
internal sealed class NumberShape(Limits limits) : NumericShape("number", limits)
{
    public override string Words => "number";

    public override Bound? Read(Node node, string key, Binder binder)
    {
        List<string>? numbers = Flatten(node, key, binder);
        if (numbers is null)
        {
            return null;
        }
        if (numbers.Count > 1)
        {
            return binder.RefuseAlternatives(node, key);
        }
        _ = Numbers.TryRead(numbers[0], out double value);
        return Check(numbers[0], value, node, key, binder) ? new Bound(value, Node.Of(value)) : null;
    }

    public override Node Write(object value) => Node.Of((double)value);

    public override JsonObject Schema(SchemaBook book)
        => SchemaBook.NumberOrText(WithBounds(new() { ["type"] = "number" }));
}

/// <summary>A whole number: a count or a size, and so part of the structure.</summary>
internal sealed class WholeShape(Type type, Limits limits) : NumericShape("whole number", limits)
{
    public override string Words => "whole number";

    public override Bound? Read(Node node, string key, Binder binder)
    {
        List<string>? numbers = Flatten(node, key, binder);
        if (numbers is null)
        {
            return null;
        }
        if (numbers.Count > 1)
        {
            return binder.RefuseAlternatives(node, key);
        }
        if (!Numbers.TryReadWhole(numbers[0], out decimal whole))
        {
            return binder.Refuse(node, key, "must be a whole number");
        }
        (decimal low, decimal high) = type == typeof(int) ? (int.MinValue, int.MaxValue)
            : type == typeof(long) ? (long.MinValue, long.MaxValue)
            : ((decimal)ulong.MinValue, ulong.MaxValue);
        if (!Check(numbers[0], (double)whole, node, key, binder))
        {
            return null;
        }
        return whole >= low && whole <= high
            ? new Bound(Convert.ChangeType(whole, type, CultureInfo.InvariantCulture), WriteWhole(whole))
            : binder.Refuse(node, key, $"must be from {low} to {high}");
    }

    public override Node Write(object value) => WriteWhole(Convert.ToDecimal(value, CultureInfo.InvariantCulture));

    public override JsonObject Schema(SchemaBook book)
        => SchemaBook.NumberOrText(WithBounds(new() { ["type"] = "integer" }));

    private static Node WriteWhole(decimal value) => Node.Number(value.ToString("0", CultureInfo.InvariantCulture));
}

/// <summary>A number that may differ from replica to replica: several values are an axis.</summary>
internal sealed class PerReplicaShape(Limits limits) : NumericShape("number", limits)
{
    public override string Words => "number, or several";

    public override Bound? Read(Node node, string key, Binder binder)
    {
        List<string>? numbers = Flatten(node, key, binder);
        if (numbers is null)
        {
            return null;
        }
        var values = new double[numbers.Count];
        bool isWell = true;
        for (int i = 0; i < values.Length; i++)
        {
            _ = Numbers.TryRead(numbers[i], out values[i]);
            isWell &= Check(numbers[i], values[i], node, key, binder);
        }
        if (!isWell)
        {
            return null;
        }
        var setting = new PerReplica(values);
        if (values.Length > 1)
        {
            binder.AddAxis(new ReplicaAxis(key, values, setting));
        }
        return new Bound(setting, Write(setting));
    }

    public override Node Write(object value) => Numbers.Compact(((PerReplica)value).Values, Node.Of,
        (a, b) => b == a + 1 && a == Math.Floor(a) && Math.Abs(b) < 1e9);

    public override JsonObject Schema(SchemaBook book)
        => SchemaBook.NumbersOrText(WithBounds(new() { ["type"] = "number" }));
}

/// <summary>The seeds of the replicas.</summary>
internal sealed class SeedsShape() : NumericShape("whole number", new Limits(new SettingAttribute("")))
{
    public override string Words => "whole number, or several";

    public override Bound? Read(Node node, string key, Binder binder)
    {
        List<string>? numbers = Flatten(node, key, binder);
        if (numbers is null)
        {
            return null;
        }
        var seeds = new List<ulong>(numbers.Count);
        foreach (string number in numbers)
        {
            if (!Numbers.TryReadWhole(number, out decimal seed) || seed < 0 || seed > ulong.MaxValue)
            {
                binder.Problems.Add(node.Place with { Key = key }, number,
                    $"must be a whole number from 0 to {ulong.MaxValue}");
                return null;
            }
            seeds.Add((ulong)seed);
        }
        ulong[] sorted = seeds.Order().ToArray();
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                return binder.Refuse(node, key, $"holds {sorted[i]} twice",
                    "Two replicas of one seed are the same run; give each seed once.");
            }
        }
        var value = new Seeds(seeds.ToArray());
        return new Bound(value, Write(value));
    }

    public override Node Write(object value)
        => Numbers.Compact(((Seeds)value).Values, Node.Of, (a, b) => b > a && b - a == 1);

    public override JsonObject Schema(SchemaBook book)
        => SchemaBook.NumbersOrText(new() { ["type"] = "integer", ["minimum"] = 0 });
}
