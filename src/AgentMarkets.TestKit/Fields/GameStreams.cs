using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Fields;

/// <summary>The streams of the games of a field: one a row, named by the row's seed.</summary>
internal sealed class GameStreams
{
    private static readonly ActorId Nature = new("nature", 1);

    private ulong[] _seeds = [];
    private StreamKey[] _keys = [];

    /// <summary>The keys of the rows; made anew only when the seeds change.</summary>
    public StreamKey[] Keys(ReadOnlySpan<ulong> seeds)
    {
        if (!seeds.SequenceEqual(_seeds))
        {
            _seeds = seeds.ToArray();
            _keys = StreamKey.Of(seeds, Nature, "field-games");
        }
        return _keys;
    }
}
