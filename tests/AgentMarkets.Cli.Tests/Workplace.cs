using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>How a command ended and what it said: on standard output, and on standard error.</summary>
internal sealed record Outcome(int Code, string Output, string Said)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Output)!;

    public Outcome ShouldEnd(ExitCode code)
    {
        Assert.True(Code == (int)code, $"It ended with {Code}, not {(int)code}.\n{Output}\n{Said}");
        return this;
    }
}

/// <summary>A folder to stand in, where the program is called within this process: starting a process takes longer than
/// most commands. Tests that share it take turns, because the current folder and the console are the
/// process's.</summary>
public sealed class Workplace : IDisposable
{
    private static readonly MethodInfo Main = typeof(ExitCode).Assembly.EntryPoint!;

    public Workplace()
    {
        Folder = Directory.CreateTempSubdirectory("agentmarkets-cli-").FullName;
        Directory.SetCurrentDirectory(Folder);
    }

    public string Folder { get; }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(Path.GetTempPath());
        Directory.Delete(Folder, recursive: true);
    }

    internal static Outcome Run(params string[] words)
    {
        var (output, said) = (Console.Out, Console.Error);
        using var newOutput = new StringWriter();
        using var newSaid = new StringWriter();
        Console.SetOut(newOutput);
        Console.SetError(newSaid);
        try
        {
            int code = (int)Main.Invoke(null, [words])!;
            return new Outcome(code, newOutput.ToString(), newSaid.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(said);
        }
    }

    /// <summary>Splits a line as a shell does, with single quotes.</summary>
    internal static string[] Words(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '\'')
            {
                quoted = !quoted;
                word ??= new StringBuilder();
            }
            else if (c == ' ' && !quoted)
            {
                words.AddRange(word is null ? [] : [word.ToString()]);
                word = null;
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }
        return [.. words, .. word is null ? Array.Empty<string>() : [word.ToString()]];
    }

    /// <summary>Settings that make any experiment short.</summary>
    internal static string[] Small(int rounds = 20) =>
        [$"rounds={rounds}", "seed=1..2", "batch=16", "evaluation.samples=1024", "evaluation.samples-on-the-way=256"];
}

/// <summary>The tests that call the program within this process.</summary>
[CollectionDefinition(Name)]
public sealed class WorkplaceTests : ICollectionFixture<Workplace>
{
    public const string Name = "in this process";
}
