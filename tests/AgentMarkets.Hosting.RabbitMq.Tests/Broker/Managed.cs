using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>The management interface for a user, and waiting for what it tells.</summary>
internal static class Managed
{
    public static ManagementApi By(BrokerFixture fixture, string user) =>
        new(new Uri($"http://127.0.0.1:{fixture.Broker.Ports.Management}"), "agentmarkets", user,
            fixture.Password(user));

    /// <summary>What is first found, asked for again and again; an error where it never is.</summary>
    public static async Task<T> Until<T>(Func<T?> find)
        where T : class
    {
        for (int waited = 0; waited < 60_000; waited += 50)
        {
            if (find() is { } found)
            {
                return found;
            }
            await Task.Delay(50);
        }
        throw new TimeoutException("waited 60 s in vain");
    }
}
