using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;

namespace AgentMarkets.Bench.Faults;

/// <summary>Faults of runs over a broker of their own.</summary>
internal static class BrokerFaults
{
    /// <inheritdoc cref="FaultStudy.Run"/>
    public static int Run(string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("agentmarkets-faults-").FullName;
        try
        {
            return Run(folder, arguments);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string folder, string[] arguments)
    {
        using var broker = PrivateBroker.Start(Path.Combine(folder, "broker"));
        using var workers = new Workers(folder, At(BrokerUser.Worker));
        var address = BrokerAddress.Parse(broker.Url(BrokerUser.Coordinator),
            new BrokerOptions(broker.Folder.PasswordFile(BrokerUser.Coordinator)));
        return FaultStudy.Run(arguments,
            new FaultField(workers, BrokerDriver.At(address), At(BrokerUser.Coordinator)) { Restart = Restart });

        string[] At(string user) => Child.At(broker.Url(user), broker.Folder.PasswordFile(user));

        void Restart()
        {
            broker.Kill();
            broker.Restart();
        }
    }
}
