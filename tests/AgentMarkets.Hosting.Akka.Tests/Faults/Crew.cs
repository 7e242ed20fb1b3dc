using AgentMarkets.Hosting.Akka.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests.Faults;

/// <summary>Worker processes of a cluster of their own, of which those that a test has killed are replaced: any of
/// three addresses finds it.</summary>
public sealed class Crew : IDisposable
{
    public const int Count = 3;

    public Crew()
    {
        Seeds = [.. Enumerable.Range(0, Count).Select(_ => new Endpoint("127.0.0.1", Ports.Free()))];
        Workers = new Workers(Path.GetTempPath(), Words);
    }

    public IReadOnlyList<Endpoint> Seeds { get; }

    /// <summary>Those that name the cluster.</summary>
    public string[] Words => ["--engine", "akka", .. Seeds.SelectMany(seed => new[] { "--seed-node", $"{seed}" })];

    internal Workers Workers { get; }

    /// <summary>Drivers of plays over it.</summary>
    internal LinkOpener Driver => (session, say) => AkkaDriverLink.Open(
        new AkkaSettings { Own = new Endpoint("127.0.0.1", 0), Seeds = Seeds }, session, Games.Codec,
        new AkkaDriverOptions(CPU), say);

    public void Dispose() => Workers.Dispose();
}
