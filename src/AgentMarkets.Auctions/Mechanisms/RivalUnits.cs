using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>The bids of a bidder's rivals for units, as far as they decide how its own fare.</summary>
/// <param name="Bids">c_1 to c_M, [R, 1, B, M], minus infinity where there are no more that can win.</param>
/// <param name="Precedes">Whether each comes before an equal own bid by the numbers of their bidders, [R, 1, B,
/// M].</param>
/// <param name="Further">Bids beyond the M-th that are equal to it, [R, 1, B].</param>
internal sealed record RivalUnits(Tensor Bids, Tensor Precedes, Tensor Further)
{
    public static RivalUnits Of(MultiUnit rule, Tensor bids, int bidder)
    {
        int n = (int)bids.shape[2], at = bidder - 1, units = rule.Units, a = rule.Demand;
        var b = cat([bids.narrow(2, 0, at), bids.narrow(2, at + 1, n - at - 1)], 2).flatten(2, 3);
        b = where(rule.CanWin(b), b, full_like(b, double.NegativeInfinity));
        if (b.shape[2] < units)
        {
            var none = full([b.shape[0], b.shape[1], units - b.shape[2]], double.NegativeInfinity, dtype: b.dtype,
                device: b.device);
            b = cat([b, none], 2);
        }
        var top = b.topk(units, dim: 2).values;
        var last = top.narrow(2, units - 1, 1);
        var further = (b == last).to(float64).sum(2) - (top == last).to(float64).sum(2);
        // Of equal bids those of lower numbers come first: as many of the equal ones precede as lower numbers made.
        var lower = b.narrow(2, 0, at * a).unsqueeze(2) == top.unsqueeze(3);
        var place = (top.unsqueeze(2) == top.unsqueeze(3)).to(float64).tril(-1).sum(3);
        var precedes = place < lower.to(float64).sum(3);
        return new RivalUnits(top.unsqueeze(1), precedes.unsqueeze(1), further.unsqueeze(1));
    }

    /// <summary>c_M, c_{M-1}, ...: what the first, second, ... own bid has to beat, [R, 1, B, A].</summary>
    public Tensor Levels(int demand)
    {
        long units = Bids.shape[3];
        return Bids.narrow(3, units - demand, demand).flip(3);
    }

    /// <summary>P(at least k units) where b_k is equal to what it has to beat, [R, P, B, A], 64-bit; any number
    /// elsewhere.</summary>
    public Tensor AtTie(Tensor own, bool lowest)
    {
        int a = (int)own.shape[3], units = (int)Bids.shape[3];
        if (lowest)
        {
            return 1 - Precedes.narrow(3, units - a, a).flip(3).to(float64).expand_as(own);
        }
        var further = Further * isfinite(Bids.select(3, units - 1)).to(float64);
        int most = a + units + (int)further.max().item<double>();
        var found = new Tensor[a];
        for (int k = 1; k <= a; k++)
        {
            var p = own.narrow(3, k - 1, 1);
            var above = (own > p).to(float64).sum(3);
            var mine = (own == p).to(float64).sum(3);
            var theirs = (Bids == p).to(float64).sum(3)
                + further * (Bids.narrow(3, units - 1, 1) == p).squeeze(3).to(float64);
            var left = units - above - (Bids > p).to(float64).sum(3);
            found[k - 1] = TiedUnits.AtLeast(k - above, mine, theirs, left.clamp_min(0), most);
        }
        return stack(found, 3);
    }
}
