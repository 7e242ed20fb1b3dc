using AgentMarkets.Auctions.Smoothing;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A rule that takes the allocation of the highest declared worth, of finitely many; the number of bidders is
/// part of the rule.</summary>
/// <remarks>Such rules have a smoothed market: <see cref="PackageMarket"/>.</remarks>
public interface IPackages : ISmoothed
{
    bool ISmoothed.Has(Form form) => form == Form.Softmax && Allocations is not null;

    IClearing ISmoothed.Open(Form form, double[] beta, Device device) => new PackageMarket(this, beta, device);

    /// <summary>The feasible allocations among which the rule chooses, [allocation][bidder - 1]: an outcome from 0, or
    /// -1 for nothing; allocations that could serve one more bidder are not listed. Nothing where there are too many
    /// to list.</summary>
    IReadOnlyList<int[]>? Allocations { get; }

    /// <summary>The same where the rule serves any number of bidders; <see cref="Allocations"/> is nothing
    /// then.</summary>
    IReadOnlyList<int[]>? AllocationsAmong(int bidders) => Allocations;

    /// <summary>The declared worth of the outcomes as a linear map of the bid, [K, A]; nothing where each number of the
    /// bid is the declared worth of one outcome.</summary>
    double[,]? Declared(int bidder) => null;

    /// <summary>How exact payments change with the own bid; without more knowledge by differences.</summary>
    /// <param name="bids">[R, B, N, A].</param>
    PaymentSlopes PaymentSlopes(Tensor bids) => Smoothing.PaymentSlopes.ByDifferences(this, bids);
}
