namespace AgentMarkets.Auctions.Certificates;

/// <summary>Bounds of a seller, who is a buyer seen in a mirror: v = C - cost, b = C - ask, against m = C -
/// offer.</summary>
/// <param name="inner">Of the buyer.</param>
/// <param name="top">C: no offer is above it.</param>
internal sealed class MirroredBounds(PayoffBounds inner, double top) : PayoffBounds
{
    public override bool IsConvex => inner.IsConvex;

    public override double[] Upper(double[] types) => [.. inner.Upper(Mirrored(types)).Reverse()];

    public override (double[] Best, double[] Bids) Found(double[] types)
    {
        var (best, bids) = inner.Found(Mirrored(types));
        return ([.. best.Reverse()], Mirrored(bids));
    }

    public override double Lower(Between types, Between bids) => inner.Lower(Mirrored(types), Mirrored(bids));

    private Between Mirrored(Between range) => new(top - range.High, top - range.Low);

    private double[] Mirrored(double[] all) => [.. all.Reverse().Select(x => top - x)];
}
