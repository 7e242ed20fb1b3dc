using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog.Shapes;

/// <summary>True or false.</summary>
internal sealed class FlagShape : Shape
{
    public override string Words => "true or false";

    public override string Plural => "flags";

    public override bool Accepts(Node node)
        => node.Kind == NodeKind.Flag || (node.Kind == NodeKind.Text && node.Text is "true" or "false");

    public override Bound? Read(Node node, string key, Binder binder)
    {
        if (node.Kind == NodeKind.List)
        {
            return binder.RefuseAlternatives(node, key);
        }
        bool value = node.Text == "true";
        return Accepts(node) ? new Bound(value, Write(value)) : binder.Refuse(node, key, "must be true or false");
    }

    public override Node Write(object value) => Node.Of((bool)value);

    public override JsonObject Schema(SchemaBook book) => new() { ["type"] = "boolean" };
}

/// <summary>A text, free or one of several.</summary>
/// <param name="choices">The texts allowed; none where any is.</param>
internal sealed class TextShape(IReadOnlyList<string> choices, Func<string, object> valueOf) : Shape
{
    public override string Words => choices.Count > 0 ? $"one of {string.Join(", ", choices)}" : "text";

    public override string Plural => choices.Count > 0 ? $"texts out of {string.Join(", ", choices)}" : "texts";

    // A text that looks like a number was perhaps not quoted: a folder named 2024.
    public override bool Accepts(Node node) => node.Kind is NodeKind.Text or NodeKind.Number;

    public override Bound? Read(Node node, string key, Binder binder)
    {
        if (node.Kind == NodeKind.List && choices.Count > 0)
        {
            return binder.RefuseAlternatives(node, key);
        }
        if (node.IsLoose)
        {
            return binder.Refuse(node, key, "must be one text", "Put quotes around a text with a comma.");
        }
        if (!Accepts(node))
        {
            return binder.Refuse(node, key, choices.Count > 0 ? $"must be {Words}" : "must be a text");
        }
        if (choices.Count > 0 && !choices.Contains(node.Text))
        {
            return binder.Refuse(node, key, "no such choice", Spelling.WayOut(node.Text, "Choices", choices));
        }
        return new Bound(valueOf(node.Text), Node.Of(node.Text));
    }

    public override Node Write(object value) => Node.Of(value as string ?? Spelling.Kebab(value.ToString()!));

    public override JsonObject Schema(SchemaBook book)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (choices.Count > 0)
        {
            schema["enum"] = SchemaBook.Array(choices);
        }
        return schema;
    }
}

/// <summary>A data file or a folder of them, named by its path.</summary>
internal sealed class DataShape(bool isFolder) : Shape
{
    public override string Words => isFolder ? "folder of data files" : "data file";

    public override string Plural => isFolder ? "folders of data files" : "data files";

    public override bool Accepts(Node node) => node.Kind is NodeKind.Text or NodeKind.Number;

    public override Bound? Read(Node node, string key, Binder binder)
    {
        if (node.Kind == NodeKind.List)
        {
            return binder.RefuseAlternatives(node, key);
        }
        if (!Accepts(node) || node.Text.Length == 0)
        {
            return binder.Refuse(node, key, $"must be the path of a {(isFolder ? "folder" : "file")}");
        }
        if (binder.Data is null)
        {
            return binder.Refuse(node, key, "data files cannot be read here");
        }
        object? value = isFolder ? ReadFolder(node, key, binder) : ReadFile(node.Text, node, key, binder);
        return value is null ? null : new Bound(value, Node.Of(node.Text));
    }

    public override Node Write(object value) => Node.Of(value is DataFile file ? file.Path : ((DataFolder)value).Path);

    public override JsonObject Schema(SchemaBook book) => new() { ["type"] = "string" };

    private static DataFile? ReadFile(string path, Node node, string key, Binder binder)
    {
        (string? text, string? problem) = binder.Data!.Read(path);
        if (text is null)
        {
            binder.Problems.Add(node.Place with { Key = key }, $"'{path}'", problem ?? "cannot be read",
                "Relative paths are relative to the current directory.");
            return null;
        }
        return new DataFile(path, text);
    }

    private static DataFolder? ReadFolder(Node node, string key, Binder binder)
    {
        (IReadOnlyList<string>? names, string? problem) = binder.Data!.List(node.Text);
        if (names is null)
        {
            binder.Refuse(node, key, problem ?? "cannot be read",
                "Relative paths are relative to the current directory.");
            return null;
        }
        string folder = node.Text.TrimEnd('/');
        DataFile?[] files = names.Order(StringComparer.Ordinal)
            .Select(name => ReadFile($"{folder}/{name}", node, key, binder)).ToArray();
        return files.Contains(null) ? null : new DataFolder(node.Text, files!);
    }
}
