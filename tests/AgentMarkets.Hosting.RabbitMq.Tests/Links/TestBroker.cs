using AgentMarkets.Hosting.RabbitMq.Links;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

/// <summary>The broker of the tests.</summary>
internal static class TestBroker
{
    public static BrokerAddress Address(string url = "amqp://dev@127.0.0.1:5673", string password = "dev")
    {
        string file = Path.GetTempFileName();
        try
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllText(file, password);
            return BrokerAddress.Parse(url, new BrokerOptions(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
