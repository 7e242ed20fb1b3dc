using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Akka.Wire;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>The codec that the tests of frames are about, which are the other encoding's own.</summary>
internal static class TestedCodec
{
    /// <summary>The most memory that reading takes for each byte. A record in place of one byte is the worst: an empty
    /// item of a list.</summary>
    public const int MemoryOfAByte = 400;

    public static MessagePackFrameCodec Codec { get; } = new(Plays.Families);

    public static MessagePackFrameCodec Of(IReadOnlyList<IFamily> families) => new(families);
}
