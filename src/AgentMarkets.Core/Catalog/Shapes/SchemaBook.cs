using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog.Shapes;

/// <summary>Collects the definitions of a JSON Schema: one a kind of piece and one a settings record.</summary>
internal sealed class SchemaBook(Catalog catalog)
{
    private readonly SortedDictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);

    public JsonObject Definitions
    {
        get
        {
            var all = new JsonObject();
            foreach ((string name, JsonObject definition) in _definitions)
            {
                all[name] = definition.DeepClone();
            }
            return all;
        }
    }

    public static JsonArray Array(IEnumerable<string> texts) => new(texts.Select(text => (JsonNode)text).ToArray());

    /// <summary>A number, or a text with one, as an override has it.</summary>
    public static JsonObject NumberOrText(JsonObject number)
        => new() { ["anyOf"] = new JsonArray(number, new JsonObject { ["type"] = "string" }) };

    /// <summary>A number, an array of numbers, or a text such as <c>1..64</c>.</summary>
    public static JsonObject NumbersOrText(JsonObject number) => new()
    {
        ["anyOf"] = new JsonArray(
            number,
            new JsonObject
            {
                ["type"] = "array",
                ["items"] = NumberOrText((JsonObject)number.DeepClone()),
                ["minItems"] = 1,
            },
            new JsonObject { ["type"] = "string", ["examples"] = Array(["1..64", "10,25,50"]) }),
    };

    public JsonObject Refer(KindAttribute kind)
    {
        string name = kind.Name;
        if (_definitions.TryAdd(name, []))
        {
            IReadOnlyList<Piece> pieces = catalog.Pieces(kind.Name);
            string names = string.Join("|", pieces.Select(piece => piece.Name));
            var forms = new JsonArray();
            foreach (Piece piece in pieces)
            {
                forms.Add(new JsonObject { ["const"] = piece.Name, ["description"] = piece.Summary });
            }
            forms.Add(new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = $"^({names})\\(",
                ["examples"] = Array(pieces.Where(p => p.Settings.Count > 0).Select(p => p.Example)),
            });
            foreach (Piece piece in pieces)
            {
                JsonObject form = Block(piece.Settings);
                ((JsonObject)form["properties"]!).Insert(0, Node.PieceKey, new JsonObject { ["const"] = piece.Name });
                ((JsonArray)form["required"]!).Insert(0, Node.PieceKey);
                form["description"] = piece.Summary;
                forms.Add(form);
            }
            _definitions[name] = new JsonObject { ["anyOf"] = forms };
        }
        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    public JsonObject Refer(Type record)
    {
        string name = "settings-" + Spelling.Kebab(record.Name);
        if (_definitions.TryAdd(name, []))
        {
            _definitions[name] = Block(catalog.SettingsOf(record));
        }
        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    public JsonObject Block(IReadOnlyList<Setting> settings)
    {
        var properties = new JsonObject();
        foreach (Setting setting in settings)
        {
            JsonObject schema = setting.Shape.Schema(this);
            schema["description"] = setting.Description;
            if (setting.DefaultNode is { } standard)
            {
                schema["default"] = JsonNode.Parse(NodeText.OneLine(PieceText.Compact(standard)));
            }
            properties[setting.Name] = schema;
        }
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = Array(settings.Where(setting => setting.IsRequired).Select(setting => setting.Name)),
            ["additionalProperties"] = false,
        };
    }
}
