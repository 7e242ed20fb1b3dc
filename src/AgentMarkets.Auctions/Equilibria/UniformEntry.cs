namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Uniform values, N risk-neutral bidders alike; the highest value wins if it is at least v0, and a bidder of
/// the value v0 gains nothing. Whatever the payments are, these are their means.</summary>
/// <remarks>Krishna (2010), proposition 3.1 (revenue equivalence); docs/auctions.md, 7. In units of the range, from the
/// lowest value.</remarks>
internal static class UniformEntry
{
    /// <summary>T(v0) = (1 - v0^N)/N - (1 - v0^(N+1))/(N+1), the integral of F^(N-1) (1 - F) from v0 on.</summary>
    public static double Utility(int n, double v0) =>
        (1 - Math.Pow(v0, n)) / n - (1 - Math.Pow(v0, n + 1)) / (n + 1);

    /// <summary>lo (1 - v0^N) + (hi - lo)((N-1)/(N+1) + v0^N - 2N v0^(N+1)/(N+1)).</summary>
    public static double Revenue(int n, double v0, double low, double range) => low * (1 - Math.Pow(v0, n))
        + range * ((n - 1.0) / (n + 1) + Math.Pow(v0, n) - 2 * n * Math.Pow(v0, n + 1) / (n + 1));
}
