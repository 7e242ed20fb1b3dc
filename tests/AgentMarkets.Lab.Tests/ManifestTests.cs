using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Lab.Tests;

public sealed class ManifestTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Manifest_IsReadBack()
    {
        var run = _folder.Run();
        var manifest = Samples.Manifest with
        {
            Status = Manifest.Done, Round = 5, Rounds = 5, StateHash = "ab", ReplicaHashes = ["c", "d"],
            DataFiles = new Dictionary<string, string> { ["v.csv"] = "ef" },
            FailedReplicas = [new FailedReplica(3, 1, 2, "bidder-1", "a parameter is no longer finite")],
        };
        run.Write("manifest.json", manifest.ToText());
        Assert.Equal(manifest.ToText(), Manifest.Read(run).ToText());
        Assert.Equal([3ul, ulong.MaxValue], Manifest.Read(run).Seeds);
    }

    [Fact]
    public void Manifest_TellsWhatARunWasMadeWith()
    {
        var names = JsonNode.Parse(Samples.Manifest.ToText())!.AsObject().Select(member => member.Key).ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "schema", "experiment", "status", "round", "rounds", "seconds", "started", "versions", "device", "host",
                "threads", "seeds", "dataFiles", "stateHash",
            }, names.ToHashSet());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{", 1)]
    [InlineData("{ \"experiment\": \"e\" }", 1)]
    [InlineData("{\n  \"experiment\": \"e\",\n  \"seeds\": \"all\" }", 3)]
    public void WhatIsNoManifest_IsSaidWithItsPlace(string text, int line)
    {
        var run = _folder.Run();
        run.Write("manifest.json", text);
        Assert.Equal($"{run["manifest.json"]}: is not a manifest of this version (see its line {line}). "
            + "Start the run again.",
            Assert.Throws<InvalidDataException>(() => Manifest.Read(run)).Message);
    }
}
