namespace AgentMarkets.Auctions.Opposition;

/// <summary>Bids of a finite grid, each with its probability.</summary>
internal sealed class MixedBids : IBidLaw
{
    private readonly double[] _bids;
    private readonly double[] _below;

    /// <param name="bids">Ascending.</param>
    public MixedBids(double[] bids, double[] weights)
    {
        _bids = bids;
        _below = new double[bids.Length + 1];
        for (int k = 0; k < bids.Length; k++)
        {
            _below[k + 1] = _below[k] + weights[k];
        }
    }

    /// <summary>Turns uniform draws on [0,1) into bids, in place.</summary>
    public static void Quantile(double[] grid, double[] weights, Span<double> u)
    {
        var law = new MixedBids(grid, weights);
        foreach (ref double x in u)
        {
            int at = Array.BinarySearch(law._below, x * law._below[^1]);
            x = grid[Math.Clamp(at < 0 ? ~at - 1 : at, 0, grid.Length - 1)];
        }
    }

    public double Highest => _bids[^1];

    public IReadOnlyList<double> Atoms => _bids;

    public double Below(double bid) => _below[Bound(bid, orEqual: false)];

    public double UpTo(double bid) => Math.Min(1, _below[Bound(bid, orEqual: true)]);

    private int Bound(double bid, bool orEqual)
    {
        int at = Array.BinarySearch(_bids, bid);
        return at < 0 ? ~at : orEqual ? at + 1 : at;
    }
}
