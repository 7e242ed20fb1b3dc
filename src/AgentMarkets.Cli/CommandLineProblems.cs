using System.CommandLine;
using System.CommandLine.Parsing;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Cli;

/// <summary>Words what is wrong with a command line: which word, what was expected, the nearest name.</summary>
internal static class CommandLineProblems
{
    public static string Sentence(ParseResult parsed)
    {
        var lines = Problems(parsed).Distinct().ToArray();
        return $"command line: {lines.Length} {(lines.Length == 1 ? "problem" : "problems")}\n  " + string.Join("\n  ", lines);
    }

    private static IEnumerable<string> Problems(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string[] verbs = [.. command.Subcommands.Select(verb => verb.Name)];
        if (verbs.Length > 0)
        {
            string? word = parsed.UnmatchedTokens.FirstOrDefault();
            yield return word is null
                ? $"no verb. Verbs: {string.Join(", ", verbs)}."
                : $"'{word}': no such verb. {Spelling.WayOut(word, "Verbs", verbs)}";
            yield break;
        }
        string[] options = [.. command.Options.Where(option => !option.Hidden).Select(option => option.Name)];
        foreach (string word in parsed.UnmatchedTokens)
        {
            yield return word.StartsWith('-')
                ? $"{command.Name} {word}: no such option. {Spelling.WayOut(word, "Options", options)}"
                : $"{command.Name} {word}: one word too many.";
        }
        foreach (var error in parsed.Errors.Where(error => !parsed.UnmatchedTokens.Any(error.Message.Contains)))
        {
            yield return error.SymbolResult is ArgumentResult { Argument.Name: var name, Tokens.Count: 0 }
                ? $"{command.Name}: needs {(name is "experiment" or "name" or "run" ? "a" : "an")} {name}. "
                    + $"See agentmarkets {command.Name} --help."
                : $"{command.Name}: {error.Message}";
        }
    }
}
