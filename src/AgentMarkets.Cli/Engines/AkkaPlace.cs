namespace AgentMarkets.Cli.Engines;

/// <summary>Where a cluster of the engine akka is, and how to speak to it.</summary>
/// <param name="Seeds">Members by which it is found, <c>host:port</c>.</param>
/// <param name="Listen">Where this process listens, host:port or host:port,port; nothing: at any that are free.</param>
/// <param name="Authority">PEM files, as for a broker.</param>
/// <param name="Insecure">Whether to speak to another machine without TLS.</param>
internal sealed record AkkaPlace(IReadOnlyList<string> Seeds, string? Listen = null, string? Authority = null,
    string? Certificate = null, string? Key = null, bool Insecure = false);
