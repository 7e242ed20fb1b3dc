using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Numerics;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Fields;

/// <summary>A rule that is smooth by itself, and bids that do not depend on the type: efforts in a contest.</summary>
/// <remarks>Where the slope of the utility is linear in the type, its mean is the slope at the mean type, and one game
/// says all.</remarks>
internal sealed class LevelBids : IExpectedSlopes
{
    private const double Rounding = 1e-9;

    private readonly BayesianGame _game;
    private readonly ISmooth _rule;
    private readonly double[] _meanTypes;

    private LevelBids(BayesianGame game, ISmooth rule)
    {
        (_game, _rule) = (game, rule);
        _meanTypes = [.. game.Bidders.Select(MeanType)];
    }

    /// <summary>The expected slopes of a game.</summary>
    /// <returns>Nothing where they are not of this form.</returns>
    public static LevelBids? Of(BayesianGame game)
    {
        if (game is not { Mechanism: ISmooth rule, Shape: { Types: 1, Bids: 1, Outcomes: 1 } }
            || game.Nature is not { IsIndependent: true, ValuesAreTypes: true }
            || !game.Bidders.All(bidder =>
                bidder is { Utility.IsQuasiLinear: true, Strategy: ILineStrategy { IsLevel: true } }))
        {
            return null;
        }
        var found = new LevelBids(game, rule);
        return found.IsLinearInTypes() ? found : null;
    }

    public void Of(ReadOnlySpan<Line> lines, Span<Line> slopes)
    {
        var bids = new double[lines.Length];
        for (int k = 0; k < bids.Length; k++)
        {
            bids[k] = lines[k].Low;
        }
        double[] found = Slopes(bids, _meanTypes);
        for (int k = 0; k < bids.Length; k++)
        {
            // One bid for all types: who changes it changes both ends.
            slopes[k] = new Line(found[k], 0);
        }
    }

    /// <summary>du/db of every bidder at given types, [n, N].</summary>
    private double[] Slopes(double[] bids, double[] types)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        int bidders = types.Length;
        long rows = bids.Length / bidders;
        var market = _rule.Market(tensor(bids, [rows, bidders, 1, 1], dtype: float64));
        var slopes = zeros(rows, bidders, 1, 1, dtype: float64);
        for (int i = 0; i < bidders; i++)
        {
            var value = full([rows, 1, 1], types[i], dtype: float64);
            var mine = market.Each(all => all.select(1, i));
            _game.Bidders[i].Utility.Slope(_rule.Worth(i + 1, value), _rule.Cost(i + 1, value), mine,
                slopes.select(1, i));
        }
        return slopes.Numbers();
    }

    private bool IsLinearInTypes()
    {
        double[] bids = [.. _meanTypes.Select((_, i) => 0.5 + 0.25 * i)];
        double[] Shifted(double by) => Slopes(bids, [.. _meanTypes.Select(type => type + by)]);
        var (below, at, above) = (Shifted(-0.5), Shifted(0), Shifted(0.5));
        return Enumerable.Range(0, bids.Length).All(i =>
            Math.Abs(below[i] + above[i] - 2 * at[i]) <= Rounding * (1 + Math.Abs(at[i])));
    }

    private double MeanType(Bidder bidder)
    {
        var (types, weights) = _game.Nature.Grid(bidder, 1025);
        return types.Zip(weights, (type, weight) => type * weight).Sum();
    }
}
