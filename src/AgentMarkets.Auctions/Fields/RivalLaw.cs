using System.Runtime.Intrinsics;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The law of the highest rival bid of every bidder where all bid functions are rising lines, as nodes and
/// weights for integrals of smooth functions.</summary>
/// <remarks>
/// F_-i(m) = product over j != i of F_j(b_j^-1(m)), and its density by the product rule. It has a kink where a line
/// begins or ends; panels of Gauss and Legendre's rule end there.
/// </remarks>
internal sealed class RivalLaw(BayesianGame game, double beta)
{
    private const int NodesOfPanel = 8;
    // A panel covers so much of beta m: 1e-11 with eight nodes.
    private const double PerPanel = 2.5;
    // 1 - sigma(40) is below the last place of 1.
    private const double Reach = 40;

    private static readonly (double Node, double Weight)[] Rule = GaussLegendre.OnUnit(NodesOfPanel);

    private readonly int _bidders = game.Bidders.Count;
    private double[] _bids = [];
    private double[][] _weights = [];
    private double[][] _before = [];
    private int _count;

    /// <summary>Takes down the law of all lines.</summary>
    public void Set(ReadOnlySpan<Line> lines)
    {
        Place(lines);
        var (cdf, density) = (new double[_bidders], new double[_bidders]);
        for (int q = 0; q < _count; q++)
        {
            double weight = _weights[0][q];
            for (int j = 0; j < _bidders; j++)
            {
                (cdf[j], density[j]) = lines[j].LawAt(game.Nature, game.Bidders[j], _bids[q]);
            }
            for (int i = 0; i < _bidders; i++)
            {
                double product = 1, slope = 0;
                for (int j = 0; j < _bidders; j++)
                {
                    if (j != i)
                    {
                        (product, slope) = (product * cdf[j], slope * cdf[j] + product * density[j]);
                    }
                }
                _weights[i][q] = weight * slope;
            }
        }
        foreach (var (weights, before) in _weights.Zip(_before))
        {
            before[0] = 0;
            for (int q = 0; q < _count; q++)
            {
                before[q + 1] = before[q] + weights[q];
            }
        }
    }

    /// <summary>X(b) and X'(b) of one bidder at points of its own line.</summary>
    /// <param name="parts">Ascending, from 0 at the line's low end to 1.</param>
    public void Meet(int bidder, Line own, double[] parts, Span<double> win, Span<double> winSlope)
    {
        var (weights, before) = (_weights[bidder], _before[bidder]);
        double reach = Reach / beta;
        for (int k = 0, from = 0; k < parts.Length; k++)
        {
            double bid = own.Low + parts[k] * (own.High - own.Low);
            // Bids so far below are beaten for certain, those so far above never.
            while (from + VectorMath.DoubleLanes <= _count && _bids[from + VectorMath.DoubleLanes - 1] < bid - reach)
            {
                from += VectorMath.DoubleLanes;
            }
            var (sum, slope) = (Vector512<double>.Zero, Vector512<double>.Zero);
            for (int q = from; q < _count && _bids[q] <= bid + reach; q += VectorMath.DoubleLanes)
            {
                var x = Logistic.Sigmoid((Vector512.Create(bid) - Vector512.Create<double>(_bids.AsSpan(q))) * beta);
                var weighed = Vector512.Create<double>(weights.AsSpan(q)) * x;
                sum += weighed;
                slope += weighed * (Vector512<double>.One - x);
            }
            win[k] = before[from] + VectorMath.Sum(sum);
            winSlope[k] = beta * VectorMath.Sum(slope);
        }
    }

    /// <summary>Puts nodes between the ends of all lines; their plain weights stand with the first bidder.</summary>
    private void Place(ReadOnlySpan<Line> lines)
    {
        var ends = new double[2 * _bidders];
        for (int j = 0; j < _bidders; j++)
        {
            (ends[2 * j], ends[2 * j + 1]) = (lines[j].Low, lines[j].High);
        }
        Array.Sort(ends);
        int panels = 0;
        for (int e = 1; e < ends.Length; e++)
        {
            panels += PanelsOf(ends[e] - ends[e - 1]);
        }
        _count = panels * NodesOfPanel;
        if (_bids.Length < _count)
        {
            _bids = new double[_count];
            _weights = [.. Enumerable.Range(0, _bidders).Select(_ => new double[_count])];
            _before = [.. Enumerable.Range(0, _bidders).Select(_ => new double[_count + 1])];
        }
        int at = 0;
        for (int e = 1; e < ends.Length; e++)
        {
            int count = PanelsOf(ends[e] - ends[e - 1]);
            double width = (ends[e] - ends[e - 1]) / Math.Max(1, count);
            for (int p = 0; p < count; p++)
            {
                foreach (var (node, weight) in Rule)
                {
                    (_bids[at], _weights[0][at]) = (ends[e - 1] + (p + node) * width, weight * width);
                    at++;
                }
            }
        }
    }

    private int PanelsOf(double width) => (int)Math.Ceiling(beta * width / PerPanel);
}
