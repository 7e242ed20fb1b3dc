using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AgentMarkets.Structure.Tests;

/// <summary>Goal: the projects that need Akka.NET and MessagePack do not rot where those are missing. Method: their
/// sources are compiled in memory against our own assemblies and the declarations in <c>Declared/</c>, which stand for
/// the packages; the compiler excuses nothing.</summary>
public sealed class AkkaProjects
{
    private static readonly UnbuiltProject s_engine = new("src", "AgentMarkets.Hosting.Akka"),
        s_tests = new("tests", "AgentMarkets.Hosting.Akka.Tests"), s_program = new("src", "AgentMarkets.Cli"),
        s_bench = new("bench", "AgentMarkets.Bench.Akka");

    private static readonly CSharpCompilation s_packages = Compilation.Of("Declared",
        Repository.Files.Where(file => file.Path.Contains("/AgentMarkets.Structure.Tests/Declared/")));

    private static readonly CSharpCompilation s_built = Engine([]);

    private static readonly string[] s_missing = ["Akka", "MessagePack", "AgentMarkets.Hosting.Akka"];

    /// <summary>A source of the engine, and what the compiler must say of it.</summary>
    public static TheoryData<string, string> Planted => new()
    {
        { "class P { long M(Beat beat) => beat.Nope; }", "'Beat' does not contain a definition for 'Nope'" },
        { "class P { Beat M() => new(\"node\", 1); }", "no argument given that corresponds to the required" },
        { "class P { byte[] M(IFrameCodec codec, Frame frame) => codec.Encode(frame, \"text\"); }", "CS1620" },
        { "class P : IFrameCodec { }", "'P' does not implement interface member 'IFrameCodec.Encode(Frame)'" },
        { "using AgentMarkets.Hosting.Distribution;", "'Distribution' does not exist in the namespace" },
        { "class P { Beatt? M() => null; }", "'Beatt' could not be found" },
        { "class P : UntypedActor { protected override void OnReceive(object m) => ((Beat)m).Nope(); }", "'Nope'" },
        { "class P : ReceiveActor { public P() => Receive<Beat>(beat => Self.Tell(beat.Nope)); }", "'Nope'" },
        { "class P { async Task<long> M(IActorRef a) => (await a.Ask<Beat>(1)).Nope; }", "'Nope'" },
        { "class P { void M(IActorRef a, Beat beat) => a.Tell(new Farewell(beat.Node, 2)); }", "CS1729" },
        { "class P : NoActor { long M(Beat beat) => beat.Number; }", "'NoActor' could not be found" },
    };

    [Fact]
    public void Declarations_Compile() => None(Compilation.Errors(s_packages));

    [Fact]
    public void Engine_CompilesAgainstOurAssemblies() => None(Compilation.Errors(s_built));

    [Fact]
    public void TestsOfTheEngine_CompileAgainstOurAssemblies() =>
        None(Compilation.Errors(Compilation.Of(s_tests.Name, s_tests.Sources, s_packages, s_built)));

    [Fact]
    public void ProgramWithTheEngine_CompilesAgainstOurAssemblies() =>
        None(Compilation.Errors(Compilation.Program("agentmarkets", s_program.Sources, s_packages, s_built)));

    [Fact]
    public void MeasurementsOfTheEngine_CompileAgainstOurAssemblies() =>
        None(Compilation.Errors(Compilation.Program(s_bench.Name, s_bench.Sources, s_packages, s_built)));

    [Theory]
    [MemberData(nameof(Planted))]
    public void MistakeInTheEngine_IsFound(string code, string sentence)
    {
        string text = code.StartsWith("using") ? code : $"""
            using AgentMarkets.Hosting.Distributed;
            using Akka.Actor;
            namespace AgentMarkets.Hosting.Akka.Planted;
            {code}
            """;
        string[] found = [.. Compilation.Errors(Engine([new SourceFile("Planted.cs", text)]))
            .Where(error => error.StartsWith("Planted.cs"))];
        Assert.Contains(found, error => error.Contains(sentence));
    }

    [Fact]
    public void WhatIsRightInTheEngine_Passes() => Assert.DoesNotContain(Compilation.Errors(Engine([new SourceFile(
        "Planted.cs", """
            using AgentMarkets.Hosting.Distributed;
            using Akka.Actor;
            namespace AgentMarkets.Hosting.Akka.Planted;
            class P : ReceiveActor { public P() => Receive<Beat>(beat => Self.Tell(beat.Number)); }
            """)])), error => error.StartsWith("Planted.cs"));

    [Fact]
    public void ProjectFiles_LeadSomewhere() =>
        None([.. s_engine.Astray(), .. s_tests.Astray(), .. s_program.Astray(), .. s_bench.Astray()]);

    [Fact]
    public void Solution_HoldsNoneOfThem()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "AgentMarkets.sln"));
        Assert.Contains("AgentMarkets.Hosting.RabbitMq", solution);
        Assert.DoesNotContain("Akka", solution);
    }

    [Fact]
    public void DefaultBuild_NeedsNoneOfThem()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "AgentMarkets.sln"));
        var projects = Repository.Files.Where(file => file.Extension is ".csproj" or ".props" or ".targets"
            && (file.Extension != ".csproj" || solution.Contains(Path.GetFileName(file.Path))));
        None([.. projects.SelectMany(Needs)]);
    }

    [Fact]
    public void NeedOfThemByDefault_IsFound()
    {
        const string Always = "<Project><ItemGroup><PackageReference Include=\"Akka.Cluster\" /></ItemGroup></Project>",
            Switched = "<Project><ItemGroup Condition=\"'$(WithAkka)' == 'true'\"><ProjectReference "
                + "Include=\"../AgentMarkets.Hosting.Akka/AgentMarkets.Hosting.Akka.csproj\" /></ItemGroup></Project>";
        Assert.Equal("src/X.csproj: Akka.Cluster is needed by default, put it under the switch WithAkka",
            Assert.Single(Needs(new SourceFile("src/X.csproj", Always))));
        Assert.Empty(Needs(new SourceFile("src/X.csproj", Switched)));
        Assert.Single(Needs(new SourceFile("src/X.csproj", Switched.Replace("==", "!="))));
    }

    private static CSharpCompilation Engine(IEnumerable<SourceFile> more) =>
        Compilation.Of(s_engine.Name, s_engine.Sources.Append(s_engine.Friends).Concat(more), s_packages);

    private static IEnumerable<string> Needs(SourceFile file) =>
        from element in XDocument.Parse(file.Text).Descendants()
        where element.Name.LocalName is "PackageReference" or "ProjectReference" or "PackageVersion"
            && element.AncestorsAndSelf().All(UnbuiltProject.IsOnByDefault)
        let target = element.Attribute("Include")?.Value ?? ""
        let name = Path.GetFileName(target).Replace(".csproj", "")
        where s_missing.Any(missing => name == missing || name.StartsWith($"{missing}."))
        select $"{file.Path}: {name} is needed by default, put it under the switch {UnbuiltProject.Switch}";

    private static void None(IReadOnlyList<string> findings) =>
        Assert.True(findings.Count == 0, $"{findings.Count} to mend:\n{string.Join("\n", findings)}");
}
