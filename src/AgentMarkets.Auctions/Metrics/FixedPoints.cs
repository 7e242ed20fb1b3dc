using AgentMarkets.Auctions.Fields;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>Where linear bidders rest in the smoothed game, and how fast they get there: what learned multipliers are
/// held against.</summary>
/// <remarks>
/// mean - equilibrium = (fixed point - equilibrium) + (mean - fixed point): the bias of smoothing, in which neither
/// sampling nor the optimiser has a part, and that of the dynamics (docs/oscillation.md, 2, D1). Newton's method starts
/// at the equilibrium, or at half of the type where none of lines is known. Rates are the eigenvalues of the
/// simultaneous gradient's Jacobian in the multipliers m = sigma(w): those of D J with D = (dm/dw)^-2, as
/// dU/dw = dU/dm dm/dw.
/// </remarks>
internal sealed class FixedPoints
{
    private const int Starts = 8;

    private readonly AuctionGame _game;
    private readonly double[]? _equilibrium;
    // [R, N], and [R] each.
    private readonly double[,] _multipliers;
    private readonly double[] _slowest, _fastest, _rotation;

    /// <param name="game">Of which <see cref="WhyNot"/> says nothing.</param>
    public FixedPoints(AuctionGame game)
    {
        int replicas = game.Setup.Replicas, n = game.Bidders.Count;
        _game = game;
        double[]? parameters = AuctionDynamics.EquilibriumOf(game);
        _equilibrium = parameters is null ? null : [.. parameters.Select(Linear.Multiples.Exactly)];
        _multipliers = new double[replicas, n];
        (_slowest, _fastest, _rotation) = (new double[replicas], new double[replicas], new double[replicas]);
        foreach (var (slopes, alike) in ExpectedSlopes.OfAll(game))
        {
            using var field = new LineField(game.Rules, slopes);
            var found = Find(field, parameters ?? new double[n]);
            double[] shares = [.. found.Point.Select(Linear.Multiples.Exactly)];
            double[] steps = [.. shares.Select(m => 1 / (m * (1 - m) * m * (1 - m)))];
            var rates = found.Landed ? LocalDynamics.Of(field, PlainSteps(steps), found.Point).Eigenvalues : [];
            foreach (int r in alike)
            {
                for (int i = 0; i < n; i++)
                {
                    _multipliers[r, i] = found.Landed ? shares[i] : double.NaN;
                }
                _slowest[r] = found.Landed ? rates.Max(rate => rate.Real) : double.NaN;
                _fastest[r] = found.Landed ? rates.Min(rate => rate.Real) : double.NaN;
                _rotation[r] = found.Landed ? rates.Max(rate => rate.Imaginary) : double.NaN;
            }
        }
    }

    /// <summary>Why a game has none that is known without sampling; nothing where it has one.</summary>
    public static string? WhyNot(AuctionGame game) => !game.Bidders.All(bidder => bidder.Strategy is Linear)
        ? "not every bidder is linear"
        : ExpectedSlopes.Of(game) is null ? "nobody knows the expected gradients of this game without sampling" : null;

    /// <summary>Adds what is known to what was measured.</summary>
    /// <param name="average">multiplier-average, [R, N]; nothing before there is one.</param>
    /// <param name="of">Values of a metric with so many columns, to be written in place.</param>
    public void Add(double[,]? average, Func<string, int, double[,]> of)
    {
        int n = _game.Bidders.Count;
        var (point, smoothing, dynamics) = (of("fixed-point", n), of("smoothing-bias", n), of("dynamics-bias", n));
        var (slowest, fastest) = (of("local-rate-slowest", 1), of("local-rate-fastest", 1));
        var rotation = of("local-rotation", 1);
        for (int r = 0; r < _slowest.Length; r++)
        {
            for (int i = 0; i < n; i++)
            {
                point[r, i] = _multipliers[r, i];
                smoothing[r, i] = _multipliers[r, i] - (_equilibrium?[i] ?? double.NaN);
                dynamics[r, i] = (average?[r, i] ?? double.NaN) - _multipliers[r, i];
            }
            (slowest[r, 0], fastest[r, 0], rotation[r, 0]) = (_slowest[r], _fastest[r], _rotation[r]);
        }
    }

    /// <summary>The root that is reached from the equilibrium, or from the first point between it and half of the type
    /// from which one is: strong smoothing moves it too far for one start.</summary>
    private static FixedPoint Find(LineField field, double[] equilibrium)
    {
        var found = FixedPoint.Find(field, equilibrium);
        for (int k = Starts - 1; k >= 0 && !found.Landed; k--)
        {
            double share = (double)k / Starts;
            found = FixedPoint.Find(field, [.. equilibrium.Select(w => share * w)]);
        }
        return found;
    }

    private static UpdateRule PlainSteps(double[] steps) => new(new Motion[steps.Length], steps,
        new double[steps.Length], [.. steps.Select(_ => 1.0)]);
}
