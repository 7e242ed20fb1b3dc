using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>E U(v, b(v)) of a bid function of straight lines, where types are uniform and the rivals' law is a
/// polynomial between its breaks.</summary>
/// <remarks>Between the types at which the own line bends, or passes a break of the law, the integrand is a polynomial
/// of a degree one above the law's, for which Gauss and Legendre's rule is exact.</remarks>
internal static class OwnMean
{
    private static readonly (double Node, double Weight)[] s_nodes = GaussLegendre.OnUnit(12);

    /// <param name="knots">(type, bid), [K, 2].</param>
    /// <param name="breaks">Bids, ascending.</param>
    public static double Of(double[,] knots, double[] breaks, PayoffBounds bounds)
    {
        int last = knots.GetLength(0) - 1;
        double sum = 0, range = knots[last, 0] - knots[0, 0];
        var line = new Polyline([.. Enumerable.Range(0, last + 1).Select(k => knots[k, 0])],
            [.. Enumerable.Range(0, last + 1).Select(k => knots[k, 1])]);
        for (int k = 0; k < last; k++)
        {
            double[] pieces = Pieces((knots[k, 0], knots[k, 1]), (knots[k + 1, 0], knots[k + 1, 1]), breaks);
            for (int p = 0; p + 1 < pieces.Length; p++)
            {
                double width = pieces[p + 1] - pieces[p];
                foreach (var (node, weight) in s_nodes)
                {
                    double type = pieces[p] + node * width;
                    sum += weight * width * bounds.Lower(Between.Exactly(type), Between.Exactly(line.At(type)));
                }
            }
        }
        return sum / range;
    }

    /// <summary>Types from one knot to the next, and those between whose bids are breaks; ascending.</summary>
    private static double[] Pieces((double Type, double Bid) from, (double Type, double Bid) to, double[] breaks)
    {
        var (low, high) = (Math.Min(from.Bid, to.Bid), Math.Max(from.Bid, to.Bid));
        int first = Array.BinarySearch(breaks, low), end = Array.BinarySearch(breaks, high);
        (first, end) = (first < 0 ? ~first : first + 1, end < 0 ? ~end : end);
        if (low == high || first >= end)
        {
            return [from.Type, to.Type];
        }
        var inside = breaks.AsSpan(first, end - first).ToArray()
            .Select(b => from.Type + (b - from.Bid) / (to.Bid - from.Bid) * (to.Type - from.Type))
            .Where(type => type > from.Type && type < to.Type).Order();
        return [from.Type, .. inside, to.Type];
    }
}
