using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>How many games of a batch count in each row; the rest is padding to whole vectors.</summary>
public sealed class RowCounts(double[] batch, Device device) : IDisposable
{
    public int[] Counts { get; } = [.. batch.Select(b => (int)b)];

    /// <summary>The same as a 64-bit tensor [rows] on the CPU.</summary>
    public Tensor Tensor { get; } = tensor(batch.Select(b => (long)b).ToArray());

    /// <summary>One over the count, and zero for padding: [rows, B, 1] on the device.</summary>
    public Tensor Weights(long games)
    {
        using var counts = Tensor.to(device).reshape(-1, 1, 1);
        return (arange(games, device: device).reshape(1, -1, 1) < counts).to(float32) / counts;
    }

    public void Dispose() => Tensor.Dispose();
}
