using System.Text;

namespace AgentMarkets.Structure.Tests;

/// <summary>A file with its path from the root, such as <c>src/AgentMarkets.Core/Actors/ActorId.cs</c>.</summary>
internal sealed class SourceFile(string path, string text)
{
    private string[]? _code;

    public string Path { get; } = path.Replace('\\', '/');

    public string Text { get; } = text;

    public string Extension => System.IO.Path.GetExtension(Path);

    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    /// <summary>The lines of C# without comments, and with every text and character emptied.</summary>
    public string[] Code => _code ??= Strip(Text).TrimEnd('\n').Split('\n');

    /// <summary>The project that the file belongs to: <c>AgentMarkets.Core</c>; empty outside of <c>src</c>.</summary>
    public string Project => Path.StartsWith("src/", StringComparison.Ordinal) ? Path.Split('/')[1] : "";

    public string At(int lineFromZero) => $"{Path}:{lineFromZero + 1}";

    private static string Strip(string text)
    {
        var code = new StringBuilder(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            int end = EndOfComment(text, at);
            if (end == at)
            {
                end = EndOfText(text, at);
            }
            if (end == at)
            {
                code.Append(text[at++]);
                continue;
            }
            code.Append('\n', text.AsSpan(at, end - at).Count('\n'));
            at = end;
        }
        return code.ToString();
    }

    private static int EndOfComment(string text, int at)
    {
        if (text.AsSpan(at).StartsWith("//"))
        {
            int end = text.IndexOf('\n', at);
            return end < 0 ? text.Length : end;
        }
        if (text.AsSpan(at).StartsWith("/*"))
        {
            int end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
            return end < 0 ? text.Length : end + 2;
        }
        return at;
    }

    private static int EndOfText(string text, int at)
    {
        if (text[at] == '\'')
        {
            int close = at + 1;
            while (close < text.Length && text[close] != '\'' && text[close] != '\n')
            {
                close += text[close] == '\\' ? 2 : 1;
            }
            return Math.Min(close + 1, text.Length);
        }
        if (text[at] != '"')
        {
            return at;
        }
        int quotes = text.AsSpan(at).IndexOfAnyExcept('"') is var run and >= 0 ? run : text.Length - at;
        if (quotes >= 3)
        {
            int end = text.IndexOf(new string('"', quotes), at + quotes, StringComparison.Ordinal);
            return end < 0 ? text.Length : end + quotes;
        }
        bool isVerbatim = at > 0 && (text[at - 1] == '@' || (at > 1 && text[at - 2] == '@'));
        return EndOfPlainText(text, at, isVerbatim);
    }

    private static int EndOfPlainText(string text, int at, bool isVerbatim)
    {
        bool isInterpolated = at > 0 && text[at - 1] == '$';
        int depth = 0;
        for (int i = at + 1; i < text.Length; i++)
        {
            if (isInterpolated && text[i] is '{' or '}')
            {
                depth = text[i] == '{' ? depth + 1 : Math.Max(0, depth - 1);
            }
            else if (depth > 0 && text[i] == '"')
            {
                i = EndOfText(text, i) - 1;
            }
            else if (text[i] == '"')
            {
                return i + 1;
            }
            else if (text[i] == '\n' && !isVerbatim)
            {
                return i;
            }
            else if (text[i] == '\\' && !isVerbatim)
            {
                i++;
            }
        }
        return text.Length;
    }
}
