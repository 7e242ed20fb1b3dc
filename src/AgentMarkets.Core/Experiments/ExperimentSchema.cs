using System.Text.Json.Nodes;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Catalog.Shapes;

namespace AgentMarkets.Core.Experiments;

/// <summary>The JSON Schema of experiment files: editors complete and check with it.</summary>
public static class ExperimentSchema
{
    /// <summary>The schema, draft 2020-12, of the families' files with the pieces of the catalogue.</summary>
    public static JsonObject Export(IReadOnlyList<IFamily> families, Catalog.Catalog catalog)
    {
        var book = new SchemaBook(catalog);
        IReadOnlyList<Setting> common = catalog.SettingsOf(typeof(CommonSettings));
        var forms = new JsonArray();
        foreach (IFamily family in families.OrderBy(family => family.Section, StringComparer.Ordinal))
        {
            JsonObject form = book.Block([.. catalog.SettingsOf(family.Settings), .. common]);
            form["required"] = SchemaBook.Array(((JsonArray)form["required"]!).Select(name => (string)name!)
                .Prepend(family.Section).Distinct());
            forms.Add(form);
        }
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "An experiment of AgentMarkets",
            ["anyOf"] = forms,
            ["$defs"] = book.Definitions,
        };
    }
}
