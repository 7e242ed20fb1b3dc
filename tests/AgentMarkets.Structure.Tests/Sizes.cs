using System.Text.RegularExpressions;

namespace AgentMarkets.Structure.Tests;

/// <summary>What fits on a screen, or in a head.</summary>
internal static partial class Sizes
{
    private const int FileLines = 400, MethodLines = 70, LineLength = 120;

    private static readonly string[] Sources = [".cs", ".cpp", ".h", ".js", ".mjs", ".css"];

    public static IEnumerable<string> Files(SourceFile file)
    {
        bool counts = file.Project.Length > 0 && Sources.Contains(file.Extension);
        if (counts && file.Lines.Length > FileLines)
        {
            yield return $"{file.Path}:{FileLines + 1}: a file of {file.Lines.Length} lines, split it; "
                + $"{FileLines} are the most";
        }
    }

    public static IEnumerable<string> Lines(SourceFile file)
    {
        bool counts = file.Extension == ".cs"
            && (file.Project.Length > 0 || file.Path.StartsWith("tests/", StringComparison.Ordinal));
        for (int i = 0; counts && i < file.Lines.Length; i++)
        {
            if (file.Lines[i].Length > LineLength)
            {
                yield return $"{file.At(i)}: a line of {file.Lines[i].Length} characters, break it; "
                    + $"{LineLength} are the most";
            }
        }
    }

    /// <summary>The length of a method is that of the block behind its head, found by counting braces.</summary>
    public static IEnumerable<string> Methods(SourceFile file)
    {
        if (file.Extension != ".cs" || file.Project.Length == 0)
        {
            yield break;
        }
        string[] code = file.Code;
        for (int i = 1; i < code.Length; i++)
        {
            if (code[i].Trim() != "{" || !IsHead(code, i))
            {
                continue;
            }
            int end = EndOfBlock(code, i);
            if (end - i - 1 > MethodLines)
            {
                yield return $"{file.At(i)}: a method of {end - i - 1} lines, split it; {MethodLines} are the most";
            }
        }
    }

    private static bool IsHead(string[] code, int brace)
    {
        // The head may stretch over lines; it began behind the last line that ended a statement or a block.
        string head = "";
        for (int i = brace - 1; i >= 0 && !Ended().IsMatch(code[i]); i--)
        {
            head = code[i].Trim() + " " + head;
        }
        return head.Contains('(') && !NoMethod().IsMatch(head);
    }

    private static int EndOfBlock(string[] code, int start)
    {
        int depth = 0;
        for (int i = start; i < code.Length; i++)
        {
            depth += code[i].Count(c => c == '{') - code[i].Count(c => c == '}');
            if (depth <= 0)
            {
                return i;
            }
        }
        return code.Length;
    }

    [GeneratedRegex(@"[;{}]\s*$|^\s*$|\]\s*$")]
    private static partial Regex Ended();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum|namespace|"
        + @"if|else|for|foreach|while|switch|using|lock|catch|fixed|new)\b")]
    private static partial Regex NoMethod();
}
