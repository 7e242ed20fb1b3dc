using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Fields;

/// <summary>Types of one bidder with the weights with which they stand for its distribution: Gauss and Legendre's rule
/// on equal panels, times the density.</summary>
internal sealed class TypeNodes
{
    private const int PerPanel = 12;
    private const double MostLost = 1e-9;

    private static readonly (double Node, double Weight)[] Rule = GaussLegendre.OnUnit(PerPanel);

    private TypeNodes(double[] parts, double[] weights) => (Parts, Weights) = (parts, weights);

    /// <summary>Where each type lies between the lowest, 0, and the highest, 1.</summary>
    public double[] Parts { get; }

    public double[] Weights { get; }

    /// <summary>The nodes of a bidder's types.</summary>
    /// <returns>Nothing where the density is not one that quadrature can integrate: then the weights do not sum to
    /// 1.</returns>
    public static TypeNodes? Of(Nature nature, Bidder bidder, int panels)
    {
        if (!nature.IsContinuous(bidder))
        {
            return null;
        }
        var (low, high) = nature.Support(bidder);
        var parts = new double[panels * PerPanel];
        var weights = new double[parts.Length];
        double sum = 0;
        for (int k = 0; k < parts.Length; k++)
        {
            var (node, weight) = Rule[k % PerPanel];
            parts[k] = (k / PerPanel + node) / panels;
            double density = nature.Density(bidder, low + parts[k] * (high - low));
            weights[k] = weight / panels * (high - low) * density;
            sum += weights[k];
        }
        return Math.Abs(sum - 1) <= MostLost ? new TypeNodes(parts, weights) : null;
    }
}
