using System.Collections.Concurrent;
using System.Reflection;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit;

/// <summary>Makes the game of an experiment file, as the command line would, without files, folders or runs.</summary>
public static class Game
{
    // Tests make a game thousands of times; a scan looks at every setting of every piece.
    private static readonly ConcurrentDictionary<Assembly, Catalog> Catalogs = [];

    /// <summary>Reads the text of an experiment and builds its game on the CPU.</summary>
    /// <param name="family">The family that the experiment belongs to; its assembly's pieces are known.</param>
    /// <param name="text">What would stand in the file.</param>
    /// <param name="overrides">As on the command line: <c>batch=16</c>.</param>
    /// <exception cref="ConfigurationException">Something is wrong; the message lists all of it.</exception>
    public static IGame Read(IFamily family, string text, params string[] overrides)
    {
        var catalog = Catalogs.GetOrAdd(family.GetType().Assembly,
            assembly => Catalog.Scan([typeof(IFamily).Assembly, assembly]));
        var experiment = new ExperimentReader([family], catalog).Read("test", text, "test", overrides);
        var problems = new Problems("test");
        IGame? game = family.Build(experiment.FamilySettings, experiment.Setup(CPU), problems);
        problems.ThrowIfAny();
        return game!;
    }
}
