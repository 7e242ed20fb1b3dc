using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.RabbitMq.Wire;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>The codec that the tests of frames are about; another encoding runs the same tests with its own.</summary>
internal static class TestedCodec
{
    /// <summary>The most memory that reading takes for each byte. An object in place of two bytes is the worst: an
    /// empty item of a list.</summary>
    public const int MemoryOfAByte = 200;

    public static FrameCodec Codec { get; } = new(Plays.Families);

    public static FrameCodec Of(IReadOnlyList<IFamily> families) => new(families);
}
