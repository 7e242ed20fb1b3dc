namespace AgentMarkets.Hosting.Distributed;

/// <summary>All that a node needs to build the game of a run as the driver built it.</summary>
/// <param name="Name">Of the experiment.</param>
/// <param name="Text">The resolved experiment: a text that needs nothing beside it but the data files.</param>
/// <param name="Build">Versions and module ids of the driver's program; a node of another build refuses.</param>
/// <param name="DataFiles">The files that the experiment names, each with the SHA-256 of its content.</param>
public sealed record Assignment(string Name, string Text, string Build, IReadOnlyDictionary<string, string> DataFiles);

/// <summary>Builds the game of an assignment on a device.</summary>
/// <returns>All its actors.</returns>
/// <exception cref="RefusedException">It cannot be built here.</exception>
public delegate IReadOnlyList<Core.Actors.Part> GameBuilder(Assignment assignment, string device);

/// <summary>A node cannot take part in a run; the sentence says why, and the way out.</summary>
public sealed class RefusedException(string sentence) : Exception(sentence);
