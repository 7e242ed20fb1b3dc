namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>What a broker that listens with TLS needs: files in PEM form.</summary>
/// <param name="Authority">Whose signature clients' certificates must bear; clients without one are refused.</param>
public sealed record BrokerCertificates(string Authority, string Certificate, string Key);
