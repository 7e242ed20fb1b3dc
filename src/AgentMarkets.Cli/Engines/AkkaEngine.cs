using System.Net;
using System.Net.Sockets;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Akka;
using AgentMarkets.Hosting.Akka.Links;
using AgentMarkets.Hosting.Akka.Wire;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Cli.Engines;

/// <summary>Akka.NET: runs go between the members of a cluster. Of a program that was built with it.</summary>
internal sealed class AkkaEngine : IEngine
{
    /// <summary>Why this program lacks it; nothing where it does not.</summary>
    public static string? Missing => null;

    private readonly AkkaSettings _settings;

    private AkkaEngine(AkkaSettings settings) => _settings = settings.Checked();

    public string Name => EngineNames.Akka;

    public string Address => string.Join(",", _settings.Seeds);

    /// <exception cref="Core.Catalog.ConfigurationException">What is given cannot be used.</exception>
    public static IEngine At(AkkaPlace place)
    {
        Endpoint[] seeds = [.. place.Seeds.Select(seed => Endpoint.Parse(seed, "--seed-node"))];
        var (own, lanes) = place.Listen is { } listen ? Endpoint.ParseOwn(listen, "--listen") : (seeds[0].Facing(), 0);
        return new AkkaEngine(new AkkaSettings
        {
            Seeds = seeds,
            Own = own,
            LanePort = lanes,
            MayTakeSeed = place.Listen is null,
            Tls = MemberTls.Read(place.Authority, place.Certificate, place.Key),
            AllowPlain = place.Insecure,
        });
    }

    /// <summary>A cluster that the driver begins, on loopback.</summary>
    public static ILocalEngine Local() => new LocalCluster();

    public Driving Drive(IReadOnlyList<IFamily> families, string session, Device device, bool standsBy,
        Action<string> say, CancellationToken stop)
    {
        var link = AkkaDriverLink.Open(_settings, session, new MessagePackFrameCodec(families),
            new AkkaDriverOptions(device, standsBy), say, stop);
        return new Driving(link, token => link.Stop = token, link.Configuration);
    }

    public Working Work(IReadOnlyList<IFamily> families, string node, int slots, Device device, Action<string> say,
        CancellationToken stop)
    {
        var link = AkkaNodeLink.Open(_settings with { LearningThreads = slots }, node,
            new MessagePackFrameCodec(families), device, say, stop);
        return new Working(link, link.Stage());
    }

    public IOperatorLink Watch(IReadOnlyList<IFamily> families, Action<string> say) =>
        AkkaOperatorLink.Open(_settings, new MessagePackFrameCodec(families), say);

    public override string ToString() => $"cluster {Address}";

    private sealed class LocalCluster : ILocalEngine
    {
        public LocalCluster()
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var own = new Endpoint("127.0.0.1", ((IPEndPoint)free.LocalEndpoint).Port);
            Engine = new AkkaEngine(new AkkaSettings { Own = own, Seeds = [own] });
            NodeWords = ["--engine", EngineNames.Akka, "--seed-node", $"{own}", "--listen", "127.0.0.1:0"];
        }

        public IEngine Engine { get; }

        public IReadOnlyList<string> NodeWords { get; }

        // It ends with its members.
        public void Dispose()
        {
        }
    }
}
