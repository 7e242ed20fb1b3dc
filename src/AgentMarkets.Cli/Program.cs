using System.CommandLine;
using System.CommandLine.Help;
using AgentMarkets.Cli;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Torch;

var root = new RootCommand("Markets whose agents all learn at once.")
{
    RunCommand.Create(), SolveCommand.Create(), InvertCommand.Create(), CertifyCommand.Create(),
    DiagnoseCommand.Create(), ResumeCommand.Create(), SweepCommand.Create(), StudyCommand.Create(),
    ReportCommand.Create(), CompareCommand.Create(), CheckCommand.Create(), NodeCommand.Create(),
    ClusterCommand.Create(),
    ListCommand.Create(), ShowCommand.Create(), SchemaCommand.Create(), DoctorCommand.Create(), VersionCommand.Create(),
    PlayJobsCommand.Create(),
};
// Values such as @home are values, not names of files with more arguments.
var parsed = root.Parse(CompareCommand.Split(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    // Whoever asks for help gets it, whatever else is missing.
    if (parsed.Action is not HelpAction && CommandLineProblems.Sentence(parsed) is { } sentence)
    {
        Console.Error.WriteLine(sentence);
        return (int)ExitCode.Usage;
    }
    return parsed.Invoke(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    });
}
catch (ConfigurationException e)
{
    Console.Error.WriteLine(e.Message);
    return (int)ExitCode.Usage;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return (int)ExitCode.Usage;
}
catch (Exception e) when (Runtime.Missing(e) is { } sentence)
{
    Console.Error.WriteLine($"{sentence}\nagentmarkets doctor says what else is missing.");
    return (int)ExitCode.Usage;
}
catch (Exception e)
{
    Console.Error.WriteLine($"A fault of agentmarkets {Versions.Own}, not of yours; "
        + $"please report it with what follows.\n{e}");
    return (int)ExitCode.Internal;
}
