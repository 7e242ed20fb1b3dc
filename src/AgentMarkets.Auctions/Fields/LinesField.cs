using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The simultaneous gradient where all bid functions are lines of one parameter, and somebody knows the
/// expected slopes. Nothing is played.</summary>
internal sealed class LinesField(BayesianGame game, IExpectedSlopes slopes) : IGradientField
{
    private Line[] _lines = [];
    private Line[] _slopes = [];

    public IReadOnlyList<string> Parameters { get; } = [.. game.Bidders.Select(bidder => $"{bidder.Id}.w")];

    public Expectation Expectation => new(ExpectationKind.Exact);

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        if (_lines.Length != points.Length)
        {
            (_lines, _slopes) = (new Line[points.Length], new Line[points.Length]);
        }
        for (int k = 0; k < points.Length; k++)
        {
            var (strategy, support) = Of(k);
            _lines[k] = strategy.At(points[k], support);
        }
        slopes.Of(_lines, _slopes);
        for (int k = 0; k < points.Length; k++)
        {
            var (strategy, support) = Of(k);
            var change = strategy.Slope(points[k], support);
            gradients[k] = _slopes[k].Low * change.Low + _slopes[k].High * change.High;
        }
    }

    public void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch,
        Span<double> gradients) => throw new NotSupportedException("No games are played here.");

    public void Confine(Span<double> points)
    {
        for (int k = 0; k < points.Length; k++)
        {
            points[k] = Of(k).Strategy.Confine(points[k], game.Mechanism);
        }
    }

    public void Dispose()
    {
    }

    private (ILineStrategy Strategy, (double Low, double High) Support) Of(int k)
    {
        var bidder = game.Bidders[k % game.Bidders.Count];
        return ((ILineStrategy)bidder.Strategy, game.Nature.Support(bidder));
    }
}
