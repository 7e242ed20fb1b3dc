using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: a user's own family of markets needs nothing of ours but the built assemblies. Method: it is copied
/// away
/// from this repository, built there, and handed to the program.</summary>
public sealed class PluginTests : IClassFixture<PluginTests.Outside>
{
    private readonly Outside _outside;

    public PluginTests(Outside outside) => _outside = outside;

    [Fact]
    public void FamilyFromOutside_RunsAndReachesItsEquilibrium()
    {
        string experiment = _outside.File("toy.jsonc");
        var summary = JsonNode.Parse(_outside.Cli("run", experiment, "--json", "--out", _outside.File("local")))!;
        Assert.Equal("done", (string)summary["status"]!);
        Assert.Equal(0.4, (double)summary["metrics"]!["price"]!["mean"]!, 1e-4);
        var quantities = summary["metrics"]!["quantity"]!["byBidder"]!.AsArray();
        Assert.Equal([0.3, 0.3], quantities.Select(q => Math.Round((double)q!, 3)));
        Assert.True((bool)summary["expect"]![0]!["met"]!);

        var parallel = JsonNode.Parse(_outside.Cli("run", experiment, "--json", "--host", "parallel",
            "--threads", "2", "--out", _outside.File("parallel")))!;
        Assert.Equal((string)summary["stateHash"]!, (string)parallel["stateHash"]!);
        Assert.Contains("The price of the first replica", File.ReadAllText(_outside.File("local/report.html")));
    }

    [Fact]
    public void ItsPieces_AreListedAndShownLikeOurs()
    {
        string listed = _outside.Cli("list");
        Assert.Contains("linear-demand", listed);
        Assert.Contains("first-price", listed);
        string shown = _outside.Cli("show", "linear-demand");
        Assert.Contains("The price falls in a line: a - b Q.", shown);
        Assert.Contains("Cournot (1838), chapter 7", shown);
        Assert.Contains("intercept", shown);
    }

    /// <summary>The family, built in a folder of its own.</summary>
    public sealed class Outside : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("toy-family-").FullName;

        public Outside()
        {
            foreach (string file in Directory.GetFiles(Source()))
            {
                System.IO.File.Copy(file, File(Path.GetFileName(file)));
            }
            Dotnet.Run("build", File("ToyFamily.csproj"), "-c", "Release", "-o", File("built"), "--nologo",
                "-nodeReuse:false", $"-p:AgentMarkets={AppContext.BaseDirectory.TrimEnd('/')}");
        }

        public string File(string name) => Path.Combine(_folder, name);

        /// <summary>What the program prints, with the family plugged in.</summary>
        public string Cli(params string[] arguments) => Dotnet.Run(["exec",
            Path.Combine(AppContext.BaseDirectory, "agentmarkets.dll"), .. arguments,
            "--plugins", File("built/ToyFamily.dll")]).Output;

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static string Source()
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!Directory.Exists(Path.Combine(folder.FullName, "tests/outside/ToyFamily")))
            {
                folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not stand in a checkout.");
            }
            return Path.Combine(folder.FullName, "tests/outside/ToyFamily");
        }
    }
}
