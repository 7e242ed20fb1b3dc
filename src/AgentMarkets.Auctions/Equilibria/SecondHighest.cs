namespace AgentMarkets.Auctions.Equilibria;

/// <summary>What risk-neutral bidders alike get and pay wherever the highest value wins and the lowest type gains
/// nothing.</summary>
/// <remarks>Krishna (2010), proposition 3.1 (revenue equivalence): revenue is the mean of the second highest value.
/// </remarks>
internal static class SecondHighest
{
    /// <summary>A bidder's int F^(N-1) (1 - F).</summary>
    public static double Utility(SymmetricValues values) => Quadrature.Integral(v =>
    {
        double f = values.Cdf(v);
        return Math.Pow(f, values.N - 1) * (1 - f);
    }, values.Low, values.High, cells: 128);

    /// <summary>E max v less what all bidders keep: hi - int F^N - N int F^(N-1) (1 - F).</summary>
    public static double Mean(SymmetricValues values) => values.High
        - Quadrature.Integral(v => Math.Pow(values.Cdf(v), values.N), values.Low, values.High, cells: 128)
        - values.N * Utility(values);
}
