using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Wire;
using static TorchSharp.torch;

namespace AgentMarkets.Cli.Engines;

/// <summary>RabbitMQ: runs go over a broker.</summary>
internal sealed class RabbitMqEngine(BrokerAddress broker) : IEngine
{
    public string Name => EngineNames.RabbitMq;

    public string Address => $"{Broker}";

    public BrokerAddress Broker { get; } = broker;

    public Driving Drive(IReadOnlyList<IFamily> families, string session, Device device, bool standsBy,
        Action<string> say, CancellationToken stop)
    {
        var link = DriverLink.Open(Broker, session, new FrameCodec(families), new DriverLinkOptions(device, standsBy),
            say, stop);
        return new Driving(link, token => link.Stop = token);
    }

    public Working Work(IReadOnlyList<IFamily> families, string node, int slots, Device device, Action<string> say,
        CancellationToken stop) => new(NodeLink.Open(Broker, node, new FrameCodec(families), device, say, stop));

    public IOperatorLink Watch(IReadOnlyList<IFamily> families, Action<string> say) =>
        OperatorLink.Open(Broker, new FrameCodec(families), say);

    public override string ToString() => $"broker {Broker}";
}

/// <summary>A broker on this machine for one command.</summary>
internal sealed class LocalRabbitMq : ILocalEngine
{
    private readonly PrivateBroker _broker;

    private LocalRabbitMq(PrivateBroker broker)
    {
        _broker = broker;
        Engine = new RabbitMqEngine(BrokerAddress.Parse(broker.Url(BrokerUser.Coordinator),
            new BrokerOptions(broker.Folder.PasswordFile(BrokerUser.Coordinator))));
    }

    public IEngine Engine { get; }

    public IReadOnlyList<string> NodeWords =>
        ["--broker", _broker.Url(BrokerUser.Worker), "--password-file", _broker.Folder.PasswordFile(BrokerUser.Worker)];

    /// <param name="folder">Where its files go; removed by the caller.</param>
    /// <exception cref="BrokerException">The broker cannot be started.</exception>
    public static LocalRabbitMq Start(string folder) => new(PrivateBroker.Start(folder));

    public void Dispose() => _broker.Dispose();
}
