using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Fields;

/// <summary>Shocks to the prizes of contests: in each game everybody's prize is V (1 + delta), delta uniform on
/// [-a, a], independent over contestants and games.</summary>
internal sealed class PrizeShocks(int contestants, double a)
{
    private readonly GameStreams _streams = new();
    private float[] _draws = [];

    /// <summary>Means over a batch, [n, contestants].</summary>
    public void Means(ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> means)
    {
        if (_draws.Length != contestants * batch)
        {
            _draws = new float[contestants * batch];
        }
        var keys = _streams.Keys(seeds);
        for (int row = 0; row < seeds.Length; row++)
        {
            new RandomStream(keys[row], round).Uniform(_draws);
            for (int i = 0; i < contestants; i++)
            {
                // Multiples of 2^-24: the 64-bit sum is exact.
                double sum = 0;
                foreach (float draw in _draws.AsSpan(i * batch, batch))
                {
                    sum += draw;
                }
                means[row * contestants + i] = a * (2 * sum / batch - 1);
            }
        }
    }
}
