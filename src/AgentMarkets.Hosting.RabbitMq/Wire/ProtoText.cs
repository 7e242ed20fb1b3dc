using System.Text;
using System.Text.RegularExpressions;
using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Contracts as Protobuf schemas: one file for each assembly that something is at home in.</summary>
public static partial class ProtoText
{
    /// <summary>How each file begins; the number follows.</summary>
    public const string VersionLine = "// The wire of AgentMarkets, version ";

    /// <summary>Name of the file and its text, in the order of the names.</summary>
    /// <exception cref="ContractException">Two types of one file have the same name.</exception>
    public static SortedDictionary<string, string> Of(ContractCatalog contracts)
    {
        var found = new List<Shape>();
        foreach (var root in contracts.Roots)
        {
            Collect(root, found);
        }
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in found.GroupBy(FileOf))
        {
            files.Add($"{file.Key}.proto",
                Text(file.Key, [.. file.OrderBy(shape => shape.Name, StringComparer.Ordinal)]));
        }
        return files;
    }

    private static void Collect(Shape shape, List<Shape> found)
    {
        bool isDefined = shape.Kind is ShapeKind.Fields or ShapeKind.Enumeration;
        if (!isDefined || found.Any(other => FullName(other) == FullName(shape) && IsSame(other, shape)))
        {
            return;
        }
        if (found.Any(other => FullName(other) == FullName(shape)))
        {
            throw new ContractException($"Two types are named {FullName(shape)}: rename one.");
        }
        found.Add(shape);
        foreach (var field in shape.Fields)
        {
            Collect(field.Shape, found);
        }
    }

    private static bool IsSame(Shape one, Shape other) => one.Home == other.Home
        && one.Fields.Select(field => Line("", field)).SequenceEqual(other.Fields.Select(field => Line("", field)));

    private static string Text(string package, Shape[] shapes)
    {
        var imports = shapes.SelectMany(shape => shape.Fields).Select(field => field.Shape)
            .Where(shape => shape.Home is not null).Select(FileOf).Where(file => file != package)
            .Distinct().Order(StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append($"{VersionLine}{FrameContracts.Version}.\n");
        text.Append("// Made of the records of the program by the tests of AgentMarkets.Hosting.RabbitMq; ");
        text.Append("not to be edited.\n");
        text.Append("syntax = \"proto3\";\n\n");
        text.Append($"package agentmarkets.{package};\n\n");
        text.Append($"option csharp_namespace = \"AgentMarkets.Protobuf.{Pascal(package)}\";\n");
        string separator = "\n";
        foreach (string import in imports)
        {
            text.Append($"{separator}import \"{import}.proto\";\n");
            separator = "";
        }
        foreach (var shape in shapes)
        {
            text.Append('\n').Append(shape.Kind == ShapeKind.Enumeration ? Enumeration(shape) : Message(shape));
        }
        return text.ToString();
    }

    private static string Message(Shape shape)
    {
        if (shape.Fields.Count == 0)
        {
            return $"message {shape.Name} {{}}\n";
        }
        var fields = shape.Fields.Select(field => Line(FileOf(shape), field));
        return shape.Fields[0].Presence == Presence.OneOf
            ? $"message {shape.Name} {{\n  oneof kind {{\n    {string.Join("\n    ", fields)}\n  }}\n}}\n"
            : $"message {shape.Name} {{\n  {string.Join("\n  ", fields)}\n}}\n";
    }

    private static string Line(string package, FieldContract field)
    {
        string rule = field.Presence switch
        {
            Presence.Optional => "optional ",
            Presence.Repeated => "repeated ",
            _ => "",
        };
        // Only arrays of numbers are packed; a list has a tag for every item.
        bool isUnpacked = field.Presence == Presence.Repeated && field.Shape.Kind is (ShapeKind.Int32
            or ShapeKind.Int64 or ShapeKind.Flag or ShapeKind.Real or ShapeKind.Enumeration);
        string packing = isUnpacked ? " [packed = false]" : "";
        return $"{rule}{TypeOf(package, field.Shape)} {Snake(field.Name)} = {field.Number}{packing};";
    }

    private static string Enumeration(Shape shape)
    {
        var members = shape.Members.OrderBy(member => member.Number).Select(member =>
            $"  {Snake(shape.Name).ToUpperInvariant()}_{Snake(member.Name).ToUpperInvariant()} = {member.Number};\n");
        return $"enum {shape.Name} {{\n{string.Concat(members)}}}\n";
    }

    private static string TypeOf(string package, Shape shape) => shape.Kind switch
    {
        ShapeKind.Int32 => "int32",
        ShapeKind.Int64 or ShapeKind.Numbers => "int64",
        ShapeKind.Flag => "bool",
        ShapeKind.Real or ShapeKind.Reals => "double",
        ShapeKind.Text => "string",
        ShapeKind.Bytes => "bytes",
        _ => FileOf(shape) == package ? shape.Name : FullName(shape),
    };

    private static string FullName(Shape shape) => $"{FileOf(shape)}.{shape.Name}";

    private static string FileOf(Shape shape)
    {
        string assembly = shape.Home!.Assembly.GetName().Name!;
        return assembly switch
        {
            "AgentMarkets.Hosting.Distributed" => "frames",
            // Types of tensors are in the binding, or in the package that takes its place.
            "AgentMarkets.Core" or "AgentMarkets.Torch" or "TorchSharp" => "core",
            _ => assembly[(assembly.LastIndexOf('.') + 1)..].ToLowerInvariant(),
        };
    }

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Snake(string name) => Inside().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex Inside();
}
