namespace AgentMarkets.Auctions.Opposition;

/// <summary>The law of C - b of a bid b that is never above C.</summary>
internal sealed class MirroredLaw(IBidLaw law, double top) : IBidLaw
{
    public double Highest => top;

    public IReadOnlyList<double> Atoms => [.. law.Atoms.Reverse().Select(b => top - b)];

    public double Below(double bid) => 1 - law.UpTo(top - bid);

    public double UpTo(double bid) => 1 - law.Below(top - bid);
}
