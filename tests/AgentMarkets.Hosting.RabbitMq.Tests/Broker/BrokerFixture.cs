using AgentMarkets.Hosting.RabbitMq.Broker;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>One real broker for all tests of the collection <see cref="Collection"/>, started once, ended with the test
/// process even if that is killed. Tests share it: names of queues should be their own.</summary>
public sealed class BrokerFixture : IDisposable
{
    /// <summary><c>[Collection(BrokerFixture.Collection)]</c> above a test class gives its constructor this
    /// broker.</summary>
    public const string Collection = "broker";

    private readonly string _folder = Directory.CreateTempSubdirectory("broker-").FullName;

    public BrokerFixture() => Broker = PrivateBroker.Start(_folder);

    public PrivateBroker Broker { get; }

    public ManagementApi OpenManagement() => Broker.OpenManagement();

    /// <summary>Without password.</summary>
    public string Url(string user = BrokerUser.Coordinator) => Broker.Url(user);

    public string Password(string user = BrokerUser.Coordinator) => Broker.Folder.Password(user);

    public string PasswordFile(string user = BrokerUser.Coordinator) => Broker.Folder.PasswordFile(user);

    public void Dispose()
    {
        Broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Tests that share one broker; they run one after another.</summary>
[CollectionDefinition(BrokerFixture.Collection)]
public sealed class BrokerCollection : ICollectionFixture<BrokerFixture>;
