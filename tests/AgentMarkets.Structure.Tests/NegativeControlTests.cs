using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Structure.Tests;

/// <summary>Each rule finds what is planted for it, and lets pass what only looks like it.</summary>
public sealed class NegativeControlTests
{
    public static TheoryData<string, string> Banned => new()
    {
        { "_ = name.GetHashCode();", "GetHashCode( is banned in AgentMarkets.Core, order by id or name" },
        { "_ = HashCode.Combine(1, 2);", "HashCode.Combine is banned in AgentMarkets.Core, order by id or name" },
        { "var r = new Random(7);", "new Random is banned in AgentMarkets.Core, use RandomStream" },
        { "Random.Shared.Next();", "Random.Shared is banned in AgentMarkets.Core, use RandomStream" },
        { "var t = DateTime.UtcNow;", "DateTime. is banned in AgentMarkets.Core, take time as a parameter" },
        { "var t = DateTimeOffset.Now;", "DateTimeOffset. is banned in AgentMarkets.Core, take time as a parameter" },
        { "var c = Stopwatch.StartNew();", "Stopwatch is banned in AgentMarkets.Core, let Lab measure time" },
        { "Guid.NewGuid();", "Guid.NewGuid is banned in AgentMarkets.Core, name things by id and round" },
        { "Task.Run(Play);", "Task is banned in AgentMarkets.Core, answer by message; hosts decide what runs at once" },
        { "await Play();", "await is banned in AgentMarkets.Core, answer by message; hosts decide what runs at once" },
        { "new Thread(Play);", "Thread is banned in AgentMarkets.Core, answer by message; hosts decide what runs at "
            + "once" },
        { "ThreadPool.Queue();", "ThreadPool is banned in AgentMarkets.Core, answer by message; hosts decide what runs "
            + "at once" },
        { "Parallel.For(0, 1, F);",
            "Parallel. is banned in AgentMarkets.Core, answer by message; hosts decide what runs at once" },
        { "x.AsParallel().Sum();",
            ".AsParallel( is banned in AgentMarkets.Core, answer by message; hosts decide what runs at once" },
        { "lock (this) { }", "lock ( is banned in AgentMarkets.Core, give the state to one actor" },
        { "File.ReadAllText(p);", "File. is banned in AgentMarkets.Core, take the content as a parameter, or let "
            + "IDataSource read it" },
        { "Directory.Exists(p);", "Directory. is banned in AgentMarkets.Core, take the content as a parameter, or let "
            + "IDataSource read it" },
        { "Console.WriteLine();", "Console. is banned in AgentMarkets.Core, report an Observation or a Problem" },
        { "Environment.Exit(1);", "Environment. is banned in AgentMarkets.Core, take the value as a parameter" },
        { "Dictionary<int, int> bids = [];\nforeach (var (k, v) in bids)",
            "foreach over the hash table bids has no order, use a Sorted one or a list" },
        { "private readonly HashSet<string> _ids = [];\nforeach (string id in _ids)",
            "foreach over the hash table _ids has no order, use a Sorted one or a list" },
    };

    [Theory]
    [MemberData(nameof(Banned))]
    public void BannedToken_IsFoundInCoreButNotInLab(string code, string sentence)
    {
        string finding = Assert.Single(Tokens.Check(new SourceFile("src/AgentMarkets.Core/Planted.cs", code)));
        Assert.Equal($"src/AgentMarkets.Core/Planted.cs:{code.Split('\n').Length}: {sentence}", finding);
        Assert.Empty(Tokens.Check(new SourceFile("src/AgentMarkets.Lab/Planted.cs", code)));
    }

    [Theory]
    [InlineData("// A Task, a Thread, DateTime.Now, new Random: words in a comment.")]
    [InlineData("var text = \"Console. and File.Open and lock (x)\";")]
    [InlineData("var text = $\"{x} of Task {(y ? \"Thread\" : \"\")} Console.\";")]
    [InlineData("var text = \"\"\"\n    Console.WriteLine();\n    \"\"\";")]
    [InlineData("_ = settings.File.Path; _ = csv.File.Text;")]
    [InlineData("SortedDictionary<int, int> bids = [];\nforeach (var bid in bids)")]
    [InlineData("Dictionary<int, int> bids = [];\n_ = bids[3];")]
    public void WhatOnlyLooksBanned_Passes(string code) =>
        Assert.Empty(Tokens.Check(new SourceFile("src/AgentMarkets.Core/Planted.cs", code)));

    [Fact]
    public void FileAccess_IsForTheLoaderOfTorchAlone()
    {
        const string Code = "var all = File.ReadAllBytes(path);";
        Assert.Equal("src/AgentMarkets.Torch/Tensors/Tensor.cs:1: File.ReadAllBytes( is banned in AgentMarkets.Torch "
            + "but for finding the library and saving and loading, move it there",
            Assert.Single(Tokens.Check(new SourceFile("src/AgentMarkets.Torch/Tensors/Tensor.cs", Code))));
        Assert.Empty(Tokens.Check(new SourceFile("src/AgentMarkets.Torch/Binding/NativeLoader.cs", Code)));
    }

    [Theory]
    [InlineData("AgentMarkets.Core", "AgentMarkets.Auctions", "AgentMarkets.Torch")]
    [InlineData("AgentMarkets.Auctions", "AgentMarkets.Fisher", "AgentMarkets.Core")]
    [InlineData("AgentMarkets.Lab", "AgentMarkets.Hosting.Local", "AgentMarkets.Core")]
    [InlineData("AgentMarkets.Hosting.Local", "AgentMarkets.Lab", "AgentMarkets.Core")]
    [InlineData("AgentMarkets.Torch", "AgentMarkets.Core", "none")]
    public void ReferenceUpwardOrSideways_IsFound(string from, string to, string allowed)
    {
        var file = new SourceFile($"src/{from}/{from}.csproj",
            $"<Project>\n    <ProjectReference Include=\"../{to}/{to}.csproj\" />\n</Project>");
        Assert.Equal($"src/{from}/{from}.csproj:2: {from} must not stand on {to}, take the reference out "
            + $"(allowed: {allowed})",
            Assert.Single(References.Check(file)));
    }

    [Fact]
    public void UnknownProject_IsFound() => Assert.StartsWith("src/AgentMarkets.New/AgentMarkets.New.csproj:1: ",
        Assert.Single(References.Check(new SourceFile("src/AgentMarkets.New/AgentMarkets.New.csproj", "<Project />"))));

    [Theory]
    [InlineData("src/AgentMarkets.Core/Long.cs")]
    [InlineData("src/AgentMarkets.Torch/native/long.cpp")]
    [InlineData("src/AgentMarkets.Lab/Reports/web/long.js")]
    public void LongFile_IsFound(string path)
    {
        Assert.Empty(Sizes.Files(new SourceFile(path, string.Concat(Enumerable.Repeat("//\n", 400)))));
        Assert.Equal($"{path}:401: a file of 401 lines, split it; 400 are the most",
            Assert.Single(Sizes.Files(new SourceFile(path, string.Concat(Enumerable.Repeat("//\n", 401))))));
    }

    [Fact]
    public void LongLine_IsFound()
    {
        Assert.Empty(Sizes.Lines(new SourceFile("tests/X.cs", new string('x', 120))));
        Assert.Equal("tests/X.cs:2: a line of 121 characters, break it; 120 are the most",
            Assert.Single(Sizes.Lines(new SourceFile("tests/X.cs", "\n" + new string('x', 121)))));
    }

    [Fact]
    public void LongMethod_IsFoundAlsoBehindAHeadOfSeveralLines()
    {
        string Of(string head, int lines) => $"class C\n{{\n{head}\n    {{\n"
            + string.Concat(Enumerable.Repeat("        Do(\"}\");\n", lines)) + "    }\n}\n";
        const string Plain = "    public void Go()",
            Split = "    public void Go(int a,\n        int b)\n        where T : C";
        Assert.Empty(Sizes.Methods(new SourceFile("src/P/C.cs", Of(Plain, 70))));
        Assert.Equal("src/P/C.cs:4: a method of 71 lines, split it; 70 are the most",
            Assert.Single(Sizes.Methods(new SourceFile("src/P/C.cs", Of(Plain, 71)))));
        Assert.Single(Sizes.Methods(new SourceFile("src/P/C.cs", Of(Split, 71))));
        Assert.Empty(Sizes.Methods(new SourceFile("src/P/C.cs", Of("    public sealed class Inner(int a)", 99))));
    }

    [Theory]
    [InlineData("Manager")]
    [InlineData("Helper")]
    [InlineData("Util")]
    [InlineData("Utils")]
    [InlineData("Base")]
    public void VagueName_IsFound(string ending)
    {
        Assert.Equal($"src/P/X.cs:1: Bid{ending} says not what it does, name it after that",
            Assert.Single(Names.Types(new SourceFile("src/P/X.cs", $"public sealed class Bid{ending} : IBid"))));
        Assert.Empty(Names.Types(new SourceFile("src/P/X.cs",
            $"public sealed class {ending}line {{ }} // class Bid{ending}")));
    }

    [Theory]
    [InlineData("TO", "DO", "is left over, finish it or take it out")]
    [InlineData("FIX", "ME", "is left over, finish it or take it out")]
    [InlineData("NotImplemented", "Exception", "is left over, finish it or take it out")]
    [InlineData("/wo", "rk/", "is a place of one machine or a package host, take it out")]
    [InlineData("../sha", "red", "is a place of one machine or a package host, take it out")]
    [InlineData("npmjs", ".org", "is a place of one machine or a package host, take it out")]
    public void TextThatHasNoPlaceHere_IsFound(string start, string end, string sentence) =>
        Assert.Equal($"README.md:2: {start}{end} {sentence}",
            Assert.Single(Names.Texts(new SourceFile("README.md", $"A line.\nSee {start}{end} for more.\n"))));

    [Fact]
    public void PieceWithoutACard_IsFound()
    {
        Assert.Equal($"{typeof(Bare).FullName} is a metric without a [Card], "
            + "add [Card(name, summary, source)] above it",
            Assert.Single(Cards.Check(typeof(Bare))));
        Assert.Equal(
            [
                $"{typeof(Sloppy).FullName}: the card's name 'Sloppy One' is not kebab-case, write it so",
                $"{typeof(Sloppy).FullName}: the card's summary is no sentence, end it with a full stop",
                $"{typeof(Sloppy).FullName}: the card names no source, name the work or say that it is ours",
                $"{typeof(Sloppy).FullName} has a card but is not public, "
                    + "make it public so that others can build on it",
            ], Cards.Check(typeof(Sloppy)));
        Assert.Empty(Cards.Check(typeof(string)));
    }

    private sealed class Bare : IMetric;

    [Card("Sloppy One", "no sentence", "")]
    private sealed class Sloppy : IMetric;
}
