using System.CommandLine;
using AgentMarkets.Cli;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Core.Catalog;

var root = new RootCommand("Markets whose agents all learn at once.")
{
    RunCommand.Create(), ResumeCommand.Create(), ReportCommand.Create(), CheckCommand.Create(), ListCommand.Create(),
    ShowCommand.Create(), SchemaCommand.Create(), DoctorCommand.Create(), VersionCommand.Create(),
};
// Values such as @home are values, not names of files with more arguments.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    if (parsed.Errors.Count > 0)
    {
        Console.Error.WriteLine(CommandLineProblems.Sentence(parsed));
        return (int)ExitCode.Usage;
    }
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
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
catch (Exception e)
{
    Console.Error.WriteLine($"A fault of agentmarkets {Versions.Own}, not of yours; please report it with what follows.\n{e}");
    return (int)ExitCode.Internal;
}
