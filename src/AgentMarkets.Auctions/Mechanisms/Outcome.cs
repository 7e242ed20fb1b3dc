using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>What the exact rule makes of bids. K outcomes a bidder, of which it gets at most one, or (additive rules)
/// any.</summary>
/// <param name="Win">x, [..., K]: the probability of each outcome; 0 or 1, and fractions where ties are split.</param>
/// <param name="Payment">p, [..., K]: what is paid given the outcome. Any finite number where it has probability
/// 0.</param>
/// <param name="Loss">q, [..., 1]: what is paid if nothing is won; nothing where such bidders never pay.</param>
public sealed record Outcome(Tensor Win, Tensor Payment, Tensor? Loss)
{
    /// <summary>The mean payment, sum_k x_k p_k + (1 - sum_k x_k) q: [...].</summary>
    public Tensor Paid()
    {
        var paid = (Win * Payment).sum(-1);
        return Loss is null ? paid : paid + (1 - Win.sum(-1)) * Loss.squeeze(-1);
    }
}
