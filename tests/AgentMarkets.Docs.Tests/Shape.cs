using System.Text.RegularExpressions;

namespace AgentMarkets.Docs.Tests;

/// <summary>What of an output must stay the same: words and columns, and not numbers, hashes and dates.</summary>
internal static partial class Shape
{
    /// <summary>The first pasted line that the output does not have, after those before it, or nothing.</summary>
    public static string? FirstMissing(IReadOnlyList<string> pasted, string output)
    {
        var found = output.Split('\n').Select(Of).GetEnumerator();
        foreach (string line in pasted.Where(line => line.Trim().Length > 0))
        {
            string wanted = Of(line);
            do
            {
                if (!found.MoveNext())
                {
                    return line;
                }
            }
            while (found.Current != wanted);
        }
        return null;
    }

    private static string Of(string line)
    {
        line = Runs().Replace(line.Replace("NOT MET", "met"), "RUN/");
        line = Numbers().Replace(Hashes().Replace(line, "HASH"), "#");
        return Spaces().Replace(line, " ").Trim();
    }

    [GeneratedRegex(@"runs/[^/]+/")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\b[0-9a-f]{64}\b")]
    private static partial Regex Hashes();

    [GeneratedRegex(@"(?<!\w)[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
