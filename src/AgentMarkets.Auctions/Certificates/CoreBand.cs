namespace AgentMarkets.Auctions.Certificates;

/// <summary>Bounds where a bid wins above T, and what it pays less than itself is a mean of two integrals: local
/// bidders under core rules, buyers in a double auction.</summary>
/// <remarks>
/// U(v, b) = (v - b) F_T(b) + I(b), I(b) = sum_k w_k times the integral of F_k from a_k b to b. Its slope is never
/// above F_T(b), which is all that the bounds of a second price ask of it.
///   nearest-vcg     half of F_T and half of F_B, from 0
///   nearest-zero    F_s, s = max(B/2, T), from 0
///   nearest-bid     half of F_T from -b, and half of F_q from 0, q = B + b_2
///   double auction  F_y, y the next offer, from 0
/// (docs/packages.md, 6.)
/// </remarks>
/// <param name="threshold">F_T.</param>
/// <param name="parts">w_k, F_k, and whether a_k = -1 rather than 0.</param>
internal sealed class CoreBand(SampledBand threshold, (double Weight, SampledBand Law, bool IsTwoSided)[] parts)
    : IChanceBand
{
    public double Enough => threshold.Enough;

    public IChanceBand Estimate => new CoreBand((SampledBand)threshold.Estimate,
        [.. parts.Select(part => (part.Weight, (SampledBand)part.Law.Estimate, part.IsTwoSided))]);

    public Between Below(double bid) => threshold.Below(bid);

    public Between UpTo(double bid) => threshold.UpTo(bid);

    public Between Tied(double bid) => threshold.Tied(bid);

    public Between Integral(double bid)
    {
        double low = 0, high = 0;
        foreach (var (weight, law, isTwoSided) in parts)
        {
            var integral = law.Integral(isTwoSided ? -bid : 0, bid);
            (low, high) = (low + weight * integral.Low, high + weight * integral.High);
        }
        return new Between(low, high);
    }

    public double[] Cells(double low, double high, int count) => threshold.Cells(low, high, count);
}
