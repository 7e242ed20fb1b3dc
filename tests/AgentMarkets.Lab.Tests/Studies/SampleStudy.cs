using System.Text.Json.Nodes;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Studies;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Tests.Studies;

/// <summary>A study of two tables, and outcomes for it.</summary>
internal static class SampleStudy
{
    public const string Text = """
        {
          "description": "d", "source": "Author (2020)",
          "settings": [
            { "name": "rounds", "description": "Rounds.", "small": "4", "full": "400" },
            { "name": "counts", "description": "Bidders.", "small": "2,3" }
          ],
          "experiment": { "auction": {}, "rounds": 1, "batch": "{rounds}" },
          "tables": [
            {
              "name": "first", "title": "First, {rounds} rounds", "note": "size {size}",
              "set": { "rounds": "{rounds}" },
              "axes": [ { "name": "who", "points": [
                { "label": "a", "cost": 2, "set": { "strategy": "linear" }, "published": { "l2": 0.5 } },
                { "label": "b", "set": { "strategy": "mlp(hidden=[5])", "rounds": 7 } } ] } ],
              "columns": [ { "metric": "l2", "title": "L2", "published": "L2, published" },
                { "metric": "utility", "title": "U" } ],
              "same": { "size": "{size}" },
              "figures": [ { "title": "t", "caption": "c", "metric": "l2", "against": "seconds" } ]
            },
            {
              "name": "grid", "title": "Grid",
              "axes": [ { "name": "n", "key": "auction.bidders", "values": "{counts}" },
                { "name": "beta", "key": "smoothing.beta", "values": "10,50" } ],
              "columns": [ { "metric": "l2", "title": "L2" } ],
              "figures": [ { "title": "t", "caption": "c", "metric": "l2", "against": "beta", "panel": "n" } ]
            }
          ]
        }
        """;

    public static readonly Catalog Catalog = Catalog.Scan([typeof(IFamily).Assembly]);

    public static Study Of(params string[] overrides) => From(Text, overrides);

    public static Study From(string text, params string[] overrides) =>
        Study.Of("s", text, "s.jsonc", overrides, Catalog);

    public static RunOutcome Done(RunDirectory all, PlannedRun run, double l2) => new(run,
        RunDirectory.At(all[run.Name]), Manifest.Done, new JsonObject
        {
            ["metrics"] = new JsonObject
            {
                ["l2"] = new JsonObject { ["mean"] = l2, ["standardError"] = null },
            },
        });

    public static RunOutcome Waiting(RunDirectory all, PlannedRun run) => RunOutcome.Read(all, run);
}
