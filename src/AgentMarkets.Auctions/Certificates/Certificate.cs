namespace AgentMarkets.Auctions.Certificates;

/// <summary>The certificate of one bidder in one replica.</summary>
/// <remarks>docs/certificates.md, 1.</remarks>
/// <param name="bounds">What a type can get at most.</param>
/// <param name="estimate">The same as if the law was certain; the same object where it is.</param>
/// <param name="ownMean">The own mean payoff where it is known exactly.</param>
internal sealed class Certificate(PayoffBounds bounds, PayoffBounds estimate, OwnBidFunction own, CertifiedTypes types,
    double? ownMean)
{
    /// <summary>Parts that a cell of types is cut into for the own mean, where it is only bounded.</summary>
    public int OwnParts { get; init; } = 4;

    /// <param name="confidence">The chance that the law lies where it is thought to lie.</param>
    public CertifiedLoss Loss(double confidence)
    {
        // In the middle of its cell a convex function is at most its mean: what is found is not too much.
        double[] middles = types.Middles;
        var (tried, _) = estimate.Found(middles);
        double mean = ownMean ?? types.Mean([.. middles.Select(type => own.At(type, estimate))]);
        double found = Math.Max(0, types.Mean(tried) - mean);
        double betweenBids = types.Mean([.. estimate.Upper(middles).Zip(tried, (u, b) => u - b)]);
        var plain = Total(estimate, estimate.Upper(types.Types));
        var (exAnte, exInterim) = ReferenceEquals(bounds, estimate) ? plain
            : Total(bounds, bounds.Upper(types.Types));
        return new CertifiedLoss(exAnte, exInterim, found, betweenBids, plain.ExAnte - found - betweenBids,
            exAnte - plain.ExAnte, confidence, Best());
    }

    /// <summary>Of the types at the ends of cells.</summary>
    private Deviation Best()
    {
        var (best, bids) = estimate.Found(types.Types);
        double[] gain = [.. types.Types.Select((type, t) => best[t] - own.At(type, estimate))];
        int at = Array.IndexOf(gain, gain.Max());
        return new Deviation(types.Types[at], bids[at], gain[at]);
    }

    /// <summary>What single types could gain at most, [T].</summary>
    /// <param name="some">[T], ascending.</param>
    public double[] At(double[] some)
    {
        double[] upper = bounds.Upper(some);
        return [.. some.Select((type, t) => Math.Max(0, upper[t] - own.At(type, bounds)))];
    }

    /// <summary>Both bounds, for the laws that some bounds are about.</summary>
    /// <param name="upper">U+ at the ends of the cells.</param>
    private (double ExAnte, double ExInterim) Total(PayoffBounds by, double[] upper)
    {
        double highest = 0, mean = 0;
        for (int j = 0; j < types.Mass.Length; j++)
        {
            double least = types.AreSingle ? own.At(types.Types[j], by)
                : own.Over(types.Types[j], types.Types[j + 1], by);
            double most = types.AreSingle ? upper[j] : Math.Max(upper[j], upper[j + 1]);
            highest = Math.Max(highest, most - least);
            mean += ownMean is null ? Mean(j, least, by) : 0;
        }
        double exAnte = types.MeanAtMost(upper, isLevel: !by.IsConvex) - (ownMean ?? mean);
        // No mean is above the highest.
        return (Math.Clamp(exAnte, 0, highest), highest);
    }

    /// <summary>What the types of a cell get together, at least; from parts of the cell, each with its own
    /// least.</summary>
    private double Mean(int cell, double least, PayoffBounds by)
    {
        if (types.AreSingle || OwnParts == 1)
        {
            return types.Mass[cell] * least;
        }
        double sum = 0, low = types.Types[cell], width = types.Types[cell + 1] - low;
        for (int p = 0; p < OwnParts; p++)
        {
            double from = low + width * p / OwnParts;
            double to = p + 1 == OwnParts ? low + width : low + width * (p + 1) / OwnParts;
            sum += types.MassOf(from, to) * own.Over(from, to, by);
        }
        return sum;
    }
}
