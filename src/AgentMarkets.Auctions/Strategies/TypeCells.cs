namespace AgentMarkets.Auctions.Strategies;

/// <summary>The types of one bidder in cells.</summary>
/// <param name="Types">[n], ascending: what stands for each cell.</param>
/// <param name="Mass">mu, [n]: the probability of each cell.</param>
/// <param name="Edges">[n - 1]: where a cell ends and the next begins.</param>
internal sealed record TypeCells(double[] Types, double[] Mass, double[] Edges)
{
    /// <summary>The single types where they have probabilities and are at most <paramref name="count"/>, else cells of
    /// one width.</summary>
    public static TypeCells Of(BayesianGame game, Bidder bidder, int count)
    {
        if (!bidder.Prior.IsContinuous)
        {
            var (types, mass) = bidder.Prior.Grid(bidder.Number, count + 1);
            if (types.Length <= count)
            {
                return new TypeCells(types, mass, [.. types.Zip(types.Skip(1), (a, b) => (a + b) / 2)]);
            }
        }
        return Even(game, bidder, count);
    }

    public static TypeCells Even(BayesianGame game, Bidder bidder, int count)
    {
        var (low, high) = game.Nature.Support(bidder);
        double width = (high - low) / count;
        double[] edges = [.. Enumerable.Range(1, count - 1).Select(k => low + width * k)];
        double[] upTo = [0, .. edges.Select(edge => bidder.Prior.Cdf(bidder.Number, edge)), 1];
        return new TypeCells(
            [.. Enumerable.Range(0, count).Select(k => low + width * (k + 0.5))],
            [.. Enumerable.Range(0, count).Select(k => upTo[k + 1] - upTo[k])], edges);
    }

    /// <summary>The cell that a type lies in.</summary>
    public int CellOf(double type)
    {
        int found = Array.BinarySearch(Edges, type);
        return found < 0 ? ~found : found;
    }
}
