using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>One bidder's own bids varied, the others' kept.</summary>
internal static class Variation
{
    /// <summary>By clearing every game anew for every variant: right for every rule.</summary>
    /// <inheritdoc cref="IMechanism.Vary"/>
    public static Outcome ByClearing(IMechanism mechanism, int bidder, Tensor bids, Tensor own, Tensor? lots)
    {
        using var scope = NewDisposeScope();
        int at = bidder - 1;
        var outcomes = new List<Outcome>();
        for (long p = 0; p < own.shape[1]; p++)
        {
            var varied = bids.clone();
            varied.select(2, at).copy_(own.select(1, p));
            var all = mechanism.Clear(varied, lots);
            outcomes.Add(new Outcome(all.Win.select(2, at), all.Payment.select(2, at), all.Loss?.select(2, at)));
        }
        return new Outcome(
            stack([.. outcomes.Select(o => o.Win)], 1).MoveToOuterDisposeScope(),
            stack([.. outcomes.Select(o => o.Payment)], 1).MoveToOuterDisposeScope(),
            outcomes[0].Loss is null ? null : stack([.. outcomes.Select(o => o.Loss!)], 1).MoveToOuterDisposeScope());
    }
}
