using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>A client of a broker, as plain as can be.</summary>
internal static class Client
{
    /// <param name="url">Without password.</param>
    public static ConnectionFactory Factory(string url, string password) => new()
    {
        Uri = new Uri(url),
        Password = password,
        AutomaticRecoveryEnabled = false,
        ClientProvidedName = "a test",
    };

    public static Task<IConnection> Connect(string url, string password) =>
        Factory(url, password).CreateConnectionAsync();
}
