using System.IO.Compression;
using System.Text;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>
/// Every mistake a user can make, with all that is said about it: <c>mistakes.txt</c> lists the files (behind
/// <c>== name</c>) and the commands (behind <c>$ agentmarkets</c>), each with what must be said.
/// </summary>
[Collection(WorkplaceTests.Name)]
public sealed class MistakeTests(Workplace workplace)
{
    private const string Path = "tests/AgentMarkets.Cli.Tests/mistakes.txt", Prompt = "$ agentmarkets";

    [Fact]
    public void EveryMistake_IsASentenceAndNothingIsWritten()
    {
        string text = File.ReadAllText(System.IO.Path.Combine(Golden.Root, Path));
        string folder = System.IO.Path.Combine(workplace.Folder, "mistakes");
        WriteFiles(folder, text);
        Directory.SetCurrentDirectory(folder);
        try
        {
            string[] before = Directory.GetFileSystemEntries(".", "*", SearchOption.AllDirectories);
            var said = new StringBuilder();
            var unnoticed = new List<string>();
            foreach (string block in Blocks(text))
            {
                // What is said of a missing device can only be heard where it is missing.
                bool isHeard = block.StartsWith(Prompt, StringComparison.Ordinal)
                    && !(block.Contains("sees no CUDA device") && TorchSharp.torch.cuda.is_available());
                said.Append(isHeard ? Answer(block.Split('\n')[0], unnoticed) : block);
            }
            Assert.True(unnoticed.Count == 0, string.Join("\n\n", unnoticed));
            Assert.Equal(before, Directory.GetFileSystemEntries(".", "*", SearchOption.AllDirectories));
            Golden.Match(Path, said.ToString());
        }
        finally
        {
            Directory.SetCurrentDirectory(workplace.Folder);
        }
    }

    // What stands between two lines that begin a file or a command.
    private static IEnumerable<string> Blocks(string text)
    {
        var block = new StringBuilder();
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            bool begins = line.StartsWith(Prompt, StringComparison.Ordinal)
                || line.StartsWith("== ", StringComparison.Ordinal)
                || line.StartsWith("# ", StringComparison.Ordinal);
            if (begins && block.Length > 0)
            {
                yield return block.ToString();
                block.Clear();
            }
            block.Append(line).Append('\n');
        }
        yield return block.ToString();
    }

    private static string Answer(string command, List<string> unnoticed)
    {
        var outcome = Workplace.Run(Workplace.Words(command[Prompt.Length..]));
        if (outcome is not { Code: 1, Output: "" } || outcome.Said.Contains("   at "))
        {
            unnoticed.Add($"{command}\nended with {outcome.Code}\n{outcome.Output}\n{outcome.Said}");
        }
        return $"{command}\n{outcome.Said.Replace(Directory.GetCurrentDirectory(), "HERE").TrimEnd('\n')}\n\n";
    }

    private static void WriteFiles(string folder, string text)
    {
        Directory.CreateDirectory(folder);
        foreach (string block in Blocks(text).Where(block => block.StartsWith("== ", StringComparison.Ordinal)))
        {
            int end = block.IndexOf('\n');
            File.WriteAllText(System.IO.Path.Combine(folder, block[3..end]), block[(end + 1)..].TrimEnd('\n') + "\n");
        }
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "full"));
        File.WriteAllText(System.IO.Path.Combine(folder, "full", "thesis.txt"), "years of work");
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "runs", "a-run"));
        File.WriteAllText(System.IO.Path.Combine(folder, "runs", "a-run", "manifest.json"), "{ \"experiment\": 3 }");
        File.WriteAllText(System.IO.Path.Combine(folder, "plain.csv.gz"), "value\n0.1\n0.2\n");
        File.WriteAllBytes(System.IO.Path.Combine(folder, "latin.csv"),
            Encoding.Latin1.GetBytes("value\n0.1\n\u00e9\n"));
        File.WriteAllText(System.IO.Path.Combine(folder, "empty.csv"), "");
        File.WriteAllText(System.IO.Path.Combine(folder, "plain.dll"), "no assembly");
        File.WriteAllText(System.IO.Path.Combine(folder, "many.csv"),
            "value\n" + string.Concat(Enumerable.Range(1, 57).Select(i => $"x{i}\n")));
        string packed = System.IO.Path.Combine(folder, "packed.csv.gz");
        using (var to = new GZipStream(File.Create(packed), CompressionMode.Compress))
        {
            to.Write("value\n0.1\nfive\n"u8);
        }
        File.WriteAllBytes(System.IO.Path.Combine(folder, "torn.csv.gz"), File.ReadAllBytes(packed)[..^3]);
    }
}
