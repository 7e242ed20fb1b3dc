using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

/// <summary>Addresses of the broker of the tests.</summary>
internal static class TestBroker
{
    public static BrokerAddress Address(this BrokerFixture fixture, string user = BrokerUser.Coordinator) =>
        fixture.Broker.Address(user);

    public static BrokerAddress Address(this PrivateBroker broker, string user = BrokerUser.Coordinator) =>
        BrokerAddress.Parse(broker.Url(user), new BrokerOptions(broker.Folder.PasswordFile(user)));

    public static BrokerAddress Address(string url, string password, bool allowPlain = false)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllText(file, password);
            return BrokerAddress.Parse(url, new BrokerOptions(file, AllowPlain: allowPlain));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
