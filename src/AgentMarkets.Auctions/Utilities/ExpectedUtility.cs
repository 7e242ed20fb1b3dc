using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>E u over the outcomes of a game, in tensor operations: any utility with any rule.</summary>
/// <remarks>
/// U = sum_k x_k u(v_k, p_k) + (1 - sum_k x_k) u(0, q). For additive rules, where u(0, 0) = 0 and q = 0, it is the sum
/// over items.
/// </remarks>
internal static class ExpectedUtility
{
    /// <summary>The exact expected utility of each game: [...].</summary>
    /// <param name="worth">[..., K].</param>
    /// <param name="cost">[..., 1], or nothing where it is 1.</param>
    public static Tensor Of(IUtility utility, Tensor worth, Tensor? cost, Outcome outcome)
    {
        var won = outcome.Win * utility.Won(worth, Times(outcome.Payment, cost));
        if (outcome.Loss is null)
        {
            return won.sum(-1);
        }
        var lost = (1 - outcome.Win.sum(-1)) * utility.Lost(Times(outcome.Loss, cost)).squeeze(-1);
        return won.sum(-1) + lost;
    }

    /// <summary>
    /// dU/db = sum_k (dx_k/db (u_k - u_0) + x_k du_k/dp dp_k/db) + (1 - sum_k x_k) du_0/dq dq/db.
    /// </summary>
    /// <inheritdoc cref="IUtility.Slope"/>
    public static void Slope(IUtility utility, Tensor worth, Tensor? cost, MarketSignal signal, Tensor slope)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (won, wonSlope) = utility.Learned(worth, Times(signal.Payment, cost), won: true);
        var gain = won;
        Tensor? lostPart = null;
        if (signal.Loss is { } loss)
        {
            var (lost, lostSlope) = utility.Learned(zeros_like(loss), Times(loss, cost), won: false);
            gain = won - lost;
            lostPart = ((1 - signal.Win.sum(-1, keepdim: true)) * Times(lostSlope, cost)).unsqueeze(-1)
                * signal.LossSlope!;
        }
        // [..., B, K, A], then summed over the outcomes.
        var each = signal.WinSlope * gain.unsqueeze(-1)
            + (signal.Win * Times(wonSlope, cost)).unsqueeze(-1) * signal.PaymentSlope;
        var sum = each.sum(-2);
        slope.copy_(lostPart is null ? sum : sum + lostPart.sum(-2));
    }

    private static Tensor Times(Tensor payment, Tensor? cost) => cost is null ? payment : payment * cost;
}
