namespace AgentMarkets.Auctions.Fields;

/// <summary>How every bidder's expected utility in the smoothed market changes with its own bid function, exactly,
/// where all bid functions are straight lines.</summary>
internal interface IExpectedSlopes
{
    /// <param name="lines">[n, N]: rows of all bidders' lines.</param>
    /// <param name="slopes">[n, N]: of each bidder its dU/db(lowest type) and dU/db(highest type), written in
    /// place.</param>
    void Of(ReadOnlySpan<Line> lines, Span<Line> slopes);

    /// <summary>The same of one bidder, the same numbers; what the others' places say then is left open.</summary>
    /// <param name="bidder">Its place, from 0.</param>
    void OfOne(int bidder, ReadOnlySpan<Line> lines, Span<Line> slopes) => Of(lines, slopes);
}
