namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>Certificates of a broker that listens with TLS: files in PEM.</summary>
/// <param name="AskClients">Refuses clients without a certificate of the same authority.</param>
public sealed record BrokerTls(string Authority, string Certificate, string Key, bool AskClients = true);
