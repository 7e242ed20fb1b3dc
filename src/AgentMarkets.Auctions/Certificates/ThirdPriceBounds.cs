using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Bounds for a quasi-linear bidder that pays the second highest rival bid t, or the reserve price
/// rho.</summary>
/// <remarks>
/// A bid between b_k and b_(k+1) wins what one just above b_k wins, and of the games in between it cannot get more than
/// v - rho in each:
///   U(v, b) is at most v F(b_(k+1)) - E[max(t, rho); m at most b_k] - rho (F(b_(k+1)) - F(b_k))
/// a line in v, as is what b_k itself gets. Where all this is known up to d, the higher of d(v - rho) and d(b - rho) is
/// added: two lines. Above all bids of a sample nothing more is lost than at the highest: P(m below b, t above y) only
/// grows with b.
/// </remarks>
internal sealed class ThirdPriceBounds : PayoffBounds
{
    private readonly IPairBand _band;
    private readonly ItemOptions _options;
    private readonly UpperEnvelope _upper, _found;

    /// <param name="bids">Between which all bids lie; above the last one nothing more is won.</param>
    public ThirdPriceBounds(IPairBand band, ItemOptions options, double[] bids)
    {
        (_band, _options) = (band, options);
        double fee = options.EntryFee;
        // Who stays out gets nothing.
        double outside = options is { ZeroWins: true, EntryFee: > 0 } ? -1 : 0;
        var (upper, found) = (new List<Line>(4 * bids.Length) { new(0, 0, outside) },
            new List<Line>(2 * bids.Length) { new(0, 0, outside) });
        for (int k = 0; k < bids.Length; k++)
        {
            double b = bids[k], end = k + 1 == bids.Length ? b : bids[k + 1];
            var above = band.UpTo(b);
            found.Add(new(above.Win, -above.Third - fee, b));
            // Of a sample nobody knows who wins at ties: they are in the cell.
            var tied = band.Tied(b);
            var from = tied is null ? band.Below(b) : above;
            double win = k + 1 == bids.Length ? 1 : band.Below(end).Win;
            Add(new(win, -from.Third - band.Reserve * (win - from.Win) - fee, b), end);
            if (tied is { } even && options.CanWin(b))
            {
                Add(new(even.Win, -even.Third - fee, b), b);
                found.Add(new(even.Win, -even.Third - fee, b));
            }
        }
        (_upper, _found) = (Envelope(upper), Envelope(found));

        void Add(Line line, double highest)
        {
            double d = band.Distance, rest = line.Rest + band.Slack;
            upper.Add(line with { Slope = line.Slope + d, Rest = rest - d * band.Reserve });
            if (d > 0)
            {
                upper.Add(line with { Rest = rest + d * Math.Max(0, highest - band.Reserve) });
            }
        }
    }

    public override double[] Upper(double[] types) => _upper.Heights(types);

    public override (double[] Best, double[] Bids) Found(double[] types) => _found.HeightsAndBids(types);

    /// <summary>Between two bids the games in between are won or not, at t of at most the higher bid.</summary>
    public override double Lower(Between types, Between bids)
    {
        double type = types.Low, fee = _options.TakesPart(bids.High) ? _options.EntryFee : 0;
        if (!_options.CanWin(bids.High))
        {
            return -fee;
        }
        double least;
        if (bids.Low == bids.High && _band.Tied(bids.Low) is { } tied)
        {
            least = type * tied.Win - tied.Third;
        }
        else
        {
            var (below, upTo) = (_band.Below(bids.Low), _band.UpTo(bids.High));
            least = type * below.Win - below.Third
                + Math.Min(0, type - Math.Max(bids.High, _band.Reserve)) * (upTo.Win - below.Win);
        }
        least -= _band.Slack
            + _band.Distance * Math.Max(0, Math.Max(type, bids.High) - _band.Reserve);
        return (_options.CanWin(bids.Low) ? least : Math.Min(0, least)) - fee;
    }

    private static UpperEnvelope Envelope(List<Line> lines)
    {
        var envelope = new UpperEnvelope(lines.Count);
        foreach (var (slope, rest, bid) in lines.OrderBy(line => line.Slope).ThenBy(line => line.Rest))
        {
            envelope.Add(slope, rest, bid);
        }
        return envelope;
    }

    /// <summary>What a bid gets: Slope v + Rest.</summary>
    private readonly record struct Line(double Slope, double Rest, double Bid);
}
