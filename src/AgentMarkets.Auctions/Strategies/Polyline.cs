namespace AgentMarkets.Auctions.Strategies;

/// <summary>A function that is linear between its knots, and level beyond the first and the last.</summary>
/// <param name="types">[K], ascending, none twice.</param>
/// <param name="bids">[K].</param>
internal sealed class Polyline(double[] types, double[] bids)
{
    public double[] Types { get; } = types;

    public double[] Bids { get; } = bids;

    public double At(double type)
    {
        int found = Array.BinarySearch(Types, type);
        if (found >= 0)
        {
            return Bids[found];
        }
        int above = ~found;
        if (above == 0 || above == Types.Length)
        {
            return Bids[Math.Min(above, Types.Length - 1)];
        }
        double part = (type - Types[above - 1]) / (Types[above] - Types[above - 1]);
        return Bids[above - 1] + part * (Bids[above] - Bids[above - 1]);
    }

    /// <summary>The knots (type, bid) from <paramref name="low"/> to <paramref name="high"/>, [K, 2].</summary>
    public double[,] Within(double low, double high)
    {
        double[] inside = [low, .. Types.Where(type => type > low && type < high), high];
        var knots = new double[inside.Length, 2];
        for (int k = 0; k < inside.Length; k++)
        {
            (knots[k, 0], knots[k, 1]) = (inside[k], At(inside[k]));
        }
        return knots;
    }
}
