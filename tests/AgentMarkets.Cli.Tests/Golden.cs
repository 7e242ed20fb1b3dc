using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Texts that are kept under version control, so that a change of them is seen in review.</summary>
internal static class Golden
{
    private static readonly bool Accept = Environment.GetEnvironmentVariable("AGENTMARKETS_ACCEPT") is not null;

    /// <summary>The repository's root.</summary>
    public static string Root => Checkout.Root;

    public static void Match(string path, string actual)
    {
        string file = Path.Combine(Root, path);
        if (Accept)
        {
            File.WriteAllText(file, actual);
            return;
        }
        string expected = File.ReadAllText(file);
        Assert.True(expected == actual,
            $"{path} differs from what the program says. {FirstDifference(expected, actual)}\n"
            + "Where the change is meant, run these tests once with AGENTMARKETS_ACCEPT=1, and review the difference.");
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] before = expected.Split('\n'), after = actual.Split('\n');
        int line = Enumerable.Range(0, Math.Min(before.Length, after.Length))
            .FirstOrDefault(i => before[i] != after[i], Math.Min(before.Length, after.Length) - 1);
        return $"Line {line + 1}\n  was: {before[line]}\n  is:  {after[line]}";
    }
}
