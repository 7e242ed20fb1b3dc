using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Fields;

/// <summary>One item without any smoothing, and the own bid to pay by who wins: what lines would climb to if the market
/// were the exact one.</summary>
/// <remarks>
/// X(b) = F_m(b), the product over rivals of F_j(b_j^-1(b)), and X' its density; the mean over the own types is split
/// where the own line passes an end of a rival's, for X has a kink there.
/// </remarks>
internal sealed class UnsmoothedLines : IExpectedSlopes
{
    private const int NodesOfPiece = 24;

    private static readonly (double Node, double Weight)[] Rule = GaussLegendre.OnUnit(NodesOfPiece);

    private readonly BayesianGame _game;

    private UnsmoothedLines(BayesianGame game) => _game = game;

    /// <summary>The slopes of a game.</summary>
    /// <returns>Nothing where they are not of this form.</returns>
    public static UnsmoothedLines? Of(BayesianGame game) =>
        game.Mechanism is FirstPrice { Options: { Reserve: 0, EntryFee: 0 } }
        && game.Nature is { IsIndependent: true, ValuesAreTypes: true }
        && game.Bidders.All(bidder =>
            bidder is { Utility.IsQuasiLinear: true, Strategy: ILineStrategy { IsLevel: false } }
            && TypeNodes.Of(game.Nature, bidder, panels: 4) is not null)
            ? new UnsmoothedLines(game) : null;

    public void Of(ReadOnlySpan<Line> lines, Span<Line> slopes)
    {
        int n = _game.Bidders.Count;
        for (int k = 0; k < lines.Length; k++)
        {
            slopes[k] = OfBidder(lines.Slice(k / n * n, n), k % n);
        }
    }

    private Line OfBidder(ReadOnlySpan<Line> lines, int i)
    {
        var (own, bidder) = (lines[i], _game.Bidders[i]);
        var (lowest, highest) = _game.Nature.Support(bidder);
        var ends = new List<double> { 0, 1 };
        foreach (var line in lines)
        {
            ends.Add(Math.Clamp((line.Low - own.Low) / (own.High - own.Low), 0, 1));
            ends.Add(Math.Clamp((line.High - own.Low) / (own.High - own.Low), 0, 1));
        }
        ends.Sort();
        double low = 0, high = 0;
        for (int e = 1; e < ends.Count; e++)
        {
            foreach (var (node, weight) in Rule)
            {
                double part = ends[e - 1] + node * (ends[e] - ends[e - 1]);
                double value = lowest + part * (highest - lowest), bid = own.Low + part * (own.High - own.Low);
                var (win, winSlope) = Meet(lines, i, bid);
                double slope = (winSlope * (value - bid) - win) * weight * (ends[e] - ends[e - 1])
                    * (highest - lowest) * _game.Nature.Density(bidder, value);
                low += slope * (1 - part);
                high += slope * part;
            }
        }
        return new Line(low, high);
    }

    /// <summary>F_m(b) and its slope.</summary>
    private (double Win, double Slope) Meet(ReadOnlySpan<Line> lines, int i, double bid)
    {
        double product = 1, slope = 0;
        for (int j = 0; j < lines.Length; j++)
        {
            if (j != i)
            {
                var (cdf, density) = lines[j].LawAt(_game.Nature, _game.Bidders[j], bid);
                (product, slope) = (product * cdf, slope * cdf + product * density);
            }
        }
        return (product, slope);
    }
}
