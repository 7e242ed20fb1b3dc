using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The learning of a run that ended, as the diagnostics of oscillation see it.</summary>
internal static class AuctionDynamics
{
    private const double Rounding = 1e-9;

    /// <param name="game">Replicas that differ in nothing but their seed.</param>
    /// <inheritdoc cref="Core.Experiments.IGame.Dynamics"/>
    public static (LearningDynamics? Dynamics, string? WhyNot) Of(AuctionGame game, SystemState end)
    {
        if (game.Seats.All(seat => seat.First.Learner is ITableLearner))
        {
            return TableDynamics.Of(game, end);
        }
        if (game.Seats.FirstOrDefault(seat => seat.First.Learner is not IGradientLearner) is { } other)
        {
            return (null, $"{other.Id} follows no gradient");
        }
        int replicas = game.Setup.Replicas;
        using var bidders = new RestoredBidders(game, end);
        var stands = bidders.List.Select(bidder => bidder.Standing).ToArray();
        if (stands.Any(stand => stand.Frozen is null))
        {
            return (null, "a learner has no rule that says how it goes on");
        }
        if (stands.Any(stand => stand.IsLookingAhead))
        {
            return (null, "the run ended in the middle of a step, which takes two rounds");
        }
        if (stands.Select(stand => stand.Frozen!.Motion == Motion.ExtraGradient).Distinct().Count() > 1)
        {
            return (null, "some bidders take a step in one round, others in two");
        }
        var frozen = stands.Select(stand => stand.Frozen!).ToArray();
        var rule = new UpdateRule(
            [.. frozen.SelectMany(one => Enumerable.Repeat(one.Motion, one.Steps.Length))],
            [.. frozen.SelectMany(one => one.Steps)],
            [.. frozen.SelectMany(one => Enumerable.Repeat(one.Memory, one.Steps.Length))],
            [.. frozen.SelectMany(one => Enumerable.Repeat(one.Gain, one.Steps.Length))]);
        var field = new AuctionField(game, game.Setup.Samples);
        return (new LearningDynamics(field, rule,
            game.LearnsFromExpectations ? null : (int)game.Batch[0], new Standing(replicas,
            SideBySide([.. stands.Select(stand => stand.Bids.Parameters.Numbers())], replicas),
            SideBySide([.. frozen.Select(one => one.Remembered)], replicas))
        {
            Steps = field.ShowsParameters || frozen.Any(one => one.OwnSteps is null) ? null
                : SideBySide([.. frozen.Select(one => one.OwnSteps!)], replicas),
        })
        {
            Equilibrium = EquilibriumOf(game),
            BestOfClass = BestOfClass(game),
            Quantity = QuantityOf(game),
            StepsAdapt = frozen.Any(one => one.Adapts),
            Actors = field.Actors,
        }, null);
    }

    /// <summary>From one [R, n] an actor to [R, P].</summary>
    private static double[] SideBySide(double[][] actors, int replicas) =>
        [.. Enumerable.Range(0, replicas).SelectMany(r => actors.SelectMany(own =>
            own.Skip(r * (own.Length / replicas)).Take(own.Length / replicas)))];

    /// <summary>Where lines would rest in the exact market.</summary>
    private static double[]? BestOfClass(AuctionGame game)
    {
        if (game.Seats.Any(seat => seat.IsShared) || UnsmoothedLines.Of(game.Rules) is not { } slopes)
        {
            return null;
        }
        using var field = new LineField(game.Rules, slopes);
        // From the equilibrium where it is one of lines, else from half of the values.
        var found = FixedPoint.Find(field, EquilibriumOf(game) ?? new double[game.Bidders.Count]);
        return found.Landed ? found.Point : null;
    }

    private static Quantity? QuantityOf(AuctionGame game) => game.Rules.Shape is { Types: 1, Bids: 1 }
        && game.Bidders.All(bidder => bidder.Strategy is Linear) && game.Seats.All(seat => !seat.IsShared)
            ? new Quantity("multiplier",
                [.. game.Bidders.Select(_ => (Func<double, double>)Linear.Multiples.Exactly)]) : null;

    /// <summary>The parameters of the equilibrium, where all bid functions are lines and so is it.</summary>
    public static double[]? EquilibriumOf(AuctionGame game)
    {
        if (game.Equilibrium is not { } equilibrium || game.Rules.Shape is not { Types: 1, Bids: 1 }
            || game.Seats.Any(seat => seat.IsShared))
        {
            return null;
        }
        var parameters = new double[game.Bidders.Count];
        foreach (var bidder in game.Bidders)
        {
            if (bidder.Strategy is not ILineStrategy lines)
            {
                return null;
            }
            var (low, high) = game.Rules.Nature.Support(bidder);
            double[] types = [low, (low + high) / 2, high], bids = new double[3];
            for (int k = 0; k < types.Length; k++)
            {
                equilibrium.Bid(bidder.Number, types.AsSpan(k, 1), bids.AsSpan(k, 1));
            }
            bool isLine = Math.Abs(bids[0] + bids[2] - 2 * bids[1]) <= Rounding * (1 + Math.Abs(bids[2]));
            if (!isLine || lines.ParameterOf(new Line(bids[0], bids[2]), (low, high)) is not { } parameter)
            {
                return null;
            }
            parameters[bidder.Number - 1] = parameter;
        }
        return parameters;
    }
}
