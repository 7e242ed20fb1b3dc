using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>One lot a bidder and game, for rules that draw lots several times in a game.</summary>
internal static class Lots
{
    private const double Digits = 256;

    /// <summary>Fresh lots of a later round: the later binary digits of the same numbers. Those of the third round on
    /// are coarse where lots are 32-bit.</summary>
    /// <param name="round">From 0.</param>
    public static Tensor OfRound(Tensor lots, int round)
    {
        var scaled = lots.to(float64) * Math.Pow(Digits, round);
        return scaled - scaled.floor();
    }

    /// <summary>1 where the lot is the highest of those that count, the first of equal ones, [G, N].</summary>
    public static Tensor Highest(Tensor counts, Tensor lots)
    {
        var drawn = where(counts, lots, full_like(lots, -1));
        var best = (counts & (drawn == drawn.amax([1], keepdim: true))).to(float64);
        return best * (best.cumsum(1) == 1).to(float64);
    }
}
