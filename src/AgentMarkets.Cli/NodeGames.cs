using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Cli;

/// <summary>Builds on a node the game that the driver built.</summary>
internal sealed class NodeGames(IReadOnlyList<string> plugins, string build)
{
    /// <exception cref="RefusedException">It would be another game: the program or a data file differs, or it cannot
    /// be built on this machine.</exception>
    public IReadOnlyList<Part> Of(Assignment assignment, string device)
    {
        if (Build.Difference(build, assignment.Build) is { } difference)
        {
            throw new RefusedException($"this node runs another build: {difference}. Give all machines the same "
                + "program and the same --plugins.");
        }
        // Of its own: the files are read as they are now.
        var workshop = new Workshop(plugins);
        Prepared prepared;
        try
        {
            prepared = Prepared.From(workshop, assignment.Name, assignment.Text,
                $"{assignment.Name} (from its driver)", [], device);
        }
        catch (ConfigurationException e)
        {
            throw new RefusedException($"{e.Message.TrimEnd('.')}. The current directory is "
                + $"{Directory.GetCurrentDirectory()}; files are named relative to it.");
        }
        foreach (var (path, fingerprint) in assignment.DataFiles)
        {
            string? here = workshop.Data.Fingerprints.GetValueOrDefault(path);
            if (here != fingerprint)
            {
                throw new RefusedException($"{path} is another file than the driver's ({here?[..12] ?? "not read"} "
                    + $"here, {fingerprint[..12]} there, SHA-256). Copy the driver's to this machine.");
            }
        }
        return prepared.Game.Actors;
    }
}
