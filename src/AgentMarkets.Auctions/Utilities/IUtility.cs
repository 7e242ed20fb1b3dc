using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>What a bidder makes of a result. Only the bidder itself ever sees it.</summary>
[Kind("utility", "utilities")]
public interface IUtility
{
    /// <summary>Whether it is worth less payment, so that means of payments say all.</summary>
    bool IsQuasiLinear => false;

    /// <summary>Why it makes no sense under a rule, with the way out; nothing where it does.</summary>
    (string Why, string WayOut)? Refuses(IMechanism rule) => null;

    /// <summary>u of something worth <paramref name="worth"/> for the payment <paramref name="paid"/>.</summary>
    double Won(double worth, double paid);

    /// <summary>u of nothing for the payment <paramref name="paid"/>.</summary>
    double Lost(double paid) => Won(0, paid);

    /// <summary><see cref="Won(double, double)"/> entry by entry, exact.</summary>
    Tensor Won(Tensor worth, Tensor paid);

    /// <summary><see cref="Lost(double)"/> entry by entry, exact.</summary>
    Tensor Lost(Tensor paid) => Won(zeros_like(paid), paid);

    /// <summary>The form that is learned from and its derivative in the payment: the exact one, but with a finite slope
    /// everywhere.</summary>
    (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won);

    /// <summary>The slope of the expected utility of every game in the own bid. What stands before the games is the
    /// same for all tensors: [R, C] in a round.</summary>
    /// <param name="worth">[..., B, K].</param>
    /// <param name="cost">[..., B, 1], or nothing where it is 1.</param>
    /// <param name="signal">What the auctioneer said, [..., B, ...].</param>
    /// <param name="slope">du/db, [..., B, A], written in place.</param>
    void Slope(Tensor worth, Tensor? cost, MarketSignal signal, Tensor slope) =>
        ExpectedUtility.Slope(this, worth, cost, signal, slope);
}
