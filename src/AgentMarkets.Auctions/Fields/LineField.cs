using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The simultaneous gradient of a game whose bid functions are lines, without sampling: a parameter a
/// bidder.</summary>
/// <remarks>g_i = dU_i/db(lowest) db(lowest)/dw_i + dU_i/db(highest) db(highest)/dw_i.</remarks>
/// <param name="exact">Of this game.</param>
internal sealed class LineField(BayesianGame game, IExpectedSlopes exact) : IGradientField
{
    private Line[] _lines = [];
    private Line[] _slopes = [];

    public IReadOnlyList<string> Parameters { get; } = [.. game.Bidders.Select(bidder => $"{bidder.Id}.w")];

    public Expectation Expectation => new(ExpectationKind.Exact);

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        int n = game.Bidders.Count;
        if (_lines.Length != points.Length)
        {
            (_lines, _slopes) = (new Line[points.Length], new Line[points.Length]);
        }
        for (int k = 0; k < points.Length; k++)
        {
            _lines[k] = StrategyOf(k % n).At(points[k], SupportOf(k % n));
        }
        exact.Of(_lines, _slopes);
        for (int k = 0; k < points.Length; k++)
        {
            var change = StrategyOf(k % n).Slope(points[k], SupportOf(k % n));
            gradients[k] = _slopes[k].Low * change.Low + _slopes[k].High * change.High;
        }
    }

    /// <exception cref="NotSupportedException">Always: no game is played here.</exception>
    public void Sampled(
        ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients) =>
        throw new NotSupportedException("expected gradients only; batches are played by an auction field");

    public void Confine(Span<double> points)
    {
        for (int k = 0; k < points.Length; k++)
        {
            points[k] = StrategyOf(k % game.Bidders.Count).Confine(points[k], game.Mechanism);
        }
    }

    public void Dispose()
    {
    }

    private ILineStrategy StrategyOf(int bidder) => (ILineStrategy)game.Bidders[bidder].Strategy;

    private (double Low, double High) SupportOf(int bidder) => game.Nature.Support(game.Bidders[bidder]);
}
