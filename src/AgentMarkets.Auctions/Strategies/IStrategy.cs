using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>The family of bid functions that a bidder learns in: from types to bids.</summary>
[Kind("strategy", "strategies")]
public interface IStrategy
{
    /// <summary>Whether its bid functions are piecewise linear and strictly increasing, so that checks can be
    /// exact.</summary>
    bool IsPiecewiseLinear { get; }

    /// <summary>One bidder's bid functions, one a replica, as they are before the first round.</summary>
    IBidFunction Start(Bidder bidder, ulong[] seeds, Device device);
}

/// <summary>One bidder's bid functions, one a replica, with their parameters.</summary>
public interface IBidFunction : IDisposable
{
    /// <summary>[R, P], 32-bit.</summary>
    Tensor Parameters { get; }

    /// <summary>Bids at the present parameters.</summary>
    /// <param name="types">[R, B, 1].</param>
    /// <param name="bids">[R, B, 1], written in place.</param>
    /// <param name="rows">How many of the B rows count in each replica.</param>
    void Bid(Tensor types, Tensor bids, RowCounts rows);

    /// <summary>The gradient of mean utility in the parameters, by the chain rule from the slope in the bids.</summary>
    /// <param name="slope">du/db, [R, B, 1]; may be overwritten.</param>
    /// <param name="gradient">[R, P], written in place.</param>
    void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient);

    /// <summary>The bids of one replica in 64-bit arithmetic, for measuring.</summary>
    void Evaluate(int replica, ReadOnlySpan<double> types, Span<double> bids);

    /// <summary>The multipliers of bidders that bid in proportion to their type.</summary>
    /// <param name="to">[R], written in place.</param>
    /// <returns>False for bidders that have none; nothing is written.</returns>
    bool Multipliers(Span<double> to) => false;
}

/// <summary>How many rows of a batch count in each replica; the rest is padding to whole vectors.</summary>
public sealed class RowCounts(double[] batch, Device device) : IDisposable
{
    public int[] Counts { get; } = [.. batch.Select(b => (int)b)];

    /// <summary>The same as a 64-bit tensor [R] on the CPU.</summary>
    public Tensor Tensor { get; } = tensor(batch.Select(b => (long)b).ToArray());

    /// <summary>One over the count, and zero for padding: [R, B, 1] on the device.</summary>
    public Tensor Weights(long rows)
    {
        using var counts = Tensor.to(device).reshape(-1, 1, 1);
        return (arange(rows, device: device).reshape(1, -1, 1) < counts).to(float32) / counts;
    }

    public void Dispose() => Tensor.Dispose();
}
