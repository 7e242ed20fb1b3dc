namespace AgentMarkets.Cli.Engines;

/// <summary>The engines by name.</summary>
internal static class EngineNames
{
    public const string RabbitMq = "rabbitmq", Akka = "akka";
}
