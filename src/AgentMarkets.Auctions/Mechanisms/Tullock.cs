using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Tullock's contest: x_i = b_i^r / sum_j b_j^r, 1/N each if all bids are zero; everyone pays the own
/// bid.</summary>
/// <remarks>Tullock (1980); docs/auctions.md, 1.</remarks>
[Card("tullock", "The chance to win is in proportion to a power of the bid; everybody pays the own bid.",
    "Tullock (1980), Efficient rent seeking")]
public sealed class Tullock(Tullock.Settings settings) : Contest
{
    public sealed record Settings
    {
        [Setting("r: 1 is a lottery, the larger the surer the highest bid wins.", Name = "r", Above = 0)]
        public double Exponent { get; init; } = 1;
    }

    // For r < 1 the slope at a bid of zero is infinite: that of a bid of this part of the highest is taken there.
    private const double LeastPart = 1e-6;

    /// <summary>r.</summary>
    public double Exponent => settings.Exponent;

    public override double LogImpact(double bid) => Exponent * Math.Log(bid);

    protected override Tensor LogImpact(Tensor bids) => Exponent * bids.log();

    /// <summary>dx_i/db_i = r b_i^(r-1) S_-i / S^2 with S the sum of all b_j^r and S_-i that of the others; there is a
    /// jump and no slope where all bids are zero: 0.</summary>
    protected override Tensor Slopes(Tensor bids, Tensor shares, int axis)
    {
        var highest = bids.amax([axis], keepdim: true);
        var isContested = highest > 0;
        // In units of the highest bid, so that no power overflows.
        var unit = where(isContested, highest, ones_like(highest));
        var part = bids / unit;
        var sum = part.pow(Exponent).sum(axis, keepdim: true);
        var others = 1 - shares;
        var own = (Exponent < 1 ? part.clamp_min(LeastPart) : part).pow(Exponent - 1);
        var slope = Exponent * own * others / sum.clamp_min(LeastPart) / unit;
        return where(isContested, slope, zeros_like(slope));
    }
}
