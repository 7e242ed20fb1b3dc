using AgentMarkets.Hosting.RabbitMq.Tests.Faults;

namespace AgentMarkets.Bench.Faults;

/// <summary>What a fault study needs of an engine.</summary>
/// <param name="Workers">Processes to hurt.</param>
/// <param name="Driver">Of runs in this process.</param>
/// <param name="Words">By which whole commands find the engine.</param>
internal sealed record FaultField(Workers Workers, LinkOpener Driver, string[] Words)
{
    /// <summary>Workers of a run.</summary>
    public const int Count = 3;

    /// <summary>Kills and restarts what stands between the processes; none where nothing does.</summary>
    public Action? Restart { get; init; }
}
