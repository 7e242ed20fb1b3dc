using System.CommandLine;
using System.CommandLine.Parsing;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Cli;

/// <summary>Words what is wrong with a command line: which word, what was expected, the nearest name.</summary>
internal static class CommandLineProblems
{
    /// <summary>All problems, or nothing where the command line is well.</summary>
    public static string? Sentence(ParseResult parsed)
    {
        string[] lines = [.. Problems(parsed).Distinct()];
        return lines.Length == 0 ? null
            : $"command line: {lines.Length} {(lines.Length == 1 ? "problem" : "problems")}\n  "
                + string.Join("\n  ", lines);
    }

    private static IEnumerable<string> Problems(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string name = FullName(parsed.CommandResult);
        string[] verbs = [.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];
        if (verbs.Length > 0)
        {
            if (parsed.Errors.Count > 0)
            {
                yield return parsed.UnmatchedTokens.FirstOrDefault() is { } word
                    ? $"'{word}': no such verb. {Spelling.WayOut(word, "Verbs", verbs)}"
                    : $"no verb. Verbs: {string.Join(", ", verbs)}.";
            }
            yield break;
        }
        // Overrides take any word, also a misspelt option.
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens);
        string[] strange =
        [
            .. taken.Select(token => token.Value).Where(word => word.StartsWith("--", StringComparison.Ordinal)),
            .. parsed.UnmatchedTokens,
        ];
        string[] options = [.. command.Options.Where(option => !option.Hidden).Select(option => option.Name)];
        foreach (string word in strange)
        {
            yield return word.StartsWith('-')
                ? $"{name} {word}: no such option. {Spelling.WayOut(word.Split('=')[0], "Options", options)}"
                : $"{name} {word}: one word too many. See agentmarkets {name} --help.";
        }
        foreach (var error in parsed.Errors.Where(error => !parsed.UnmatchedTokens.Any(error.Message.Contains)))
        {
            yield return Worded(name, error);
        }
    }

    // A verb of a verb is called by both: cluster start.
    private static string FullName(CommandResult result) => result.Parent is CommandResult { Parent: not null } verb
        ? $"{FullName(verb)} {result.Command.Name}"
        : result.Command.Name;

    private static string Worded(string verb, ParseError error)
    {
        switch (error.SymbolResult)
        {
            case ArgumentResult { Parent: OptionResult option } argument:
                return Worded(option, argument.Tokens);
            case OptionResult option:
                return Worded(option, option.Tokens);
            case ArgumentResult { Argument.Name: var name, Tokens.Count: 0 }:
                return $"{verb}: needs {("aeiou".Contains(name[0]) ? "an" : "a")} {name}. "
                    + $"See agentmarkets {verb} --help.";
            default:
                return $"{verb}: {error.Message}";
        }
    }

    private static string Worded(OptionResult result, IReadOnlyList<Token> tokens)
    {
        var option = result.Option;
        string many = $"{option.Name}: must be given once, with one value. {option.Description}";
        return tokens.Count switch
        {
            0 => $"{option.Name}: needs a value. {option.Description}",
            _ when result.IdentifierTokenCount > 1 || tokens.Count > 1 => many,
            _ when option.ValueType == typeof(int) =>
                $"{option.Name} = {tokens[0].Value}: must be a whole number. {option.Description}",
            _ => $"{option.Name} = {tokens[0].Value}: takes no such value. {option.Description}",
        };
    }
}
