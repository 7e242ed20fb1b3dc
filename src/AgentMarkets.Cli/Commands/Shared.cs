using System.CommandLine;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Cli.Commands;

/// <summary>Arguments and options that several verbs have, so that they are called and explained alike.</summary>
internal static class Shared
{
    public static Argument<string> Experiment() => new("experiment")
    {
        Description = "A shipped experiment (see list), or a file.",
    };

    public static Option<string> Device() => new("--device")
    {
        Description = "cpu or cuda:0.",
        DefaultValueFactory = _ => "cpu",
    };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Cores to use.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public static Option<string> Host() => new("--host")
    {
        Description = "local or parallel.",
        DefaultValueFactory = _ => Hosts.Local,
    };

    public static Argument<string[]> Overrides() => new("key=value")
    {
        Description = "Changes settings: learner.learning-rate=3e-4 smoothing.beta=10,25,50 seed=1..64.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Option<bool> Json() =>
        new("--json") { Description = "One JSON object on standard output, nothing else." };

    public static Option<bool> Quiet() => new("--quiet") { Description = "No progress and no table." };

    public static Option<string[]> Plugins() => new("--plugins")
    {
        Description = "An assembly with pieces or families of your own; may be given several times.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>What was typed, quoted where a shell needs it.</summary>
    public static string CommandLine() => string.Join(' ',
        Environment.GetCommandLineArgs().Skip(1).Prepend("agentmarkets").Select(Quoted));

    /// <summary>How many runs were played, for the page about them.</summary>
    public static Fact[] Facts(RunOptions options) =>
    [
        new("command", CommandLine(), IsCode: true),
        .. Versions.All().Select(version => new Fact(version.Key, version.Value)),
        new("device", options.Device), new("host", options.Host), new("threads", $"{options.Threads}"),
    ];

    /// <summary>A word as a shell needs it.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "-_./=,:+@%".Contains(c))
            ? word
            : "'" + word.Replace("'", "'\\''") + "'";
}
