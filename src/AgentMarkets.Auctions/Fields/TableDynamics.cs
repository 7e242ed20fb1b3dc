using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The learning of tables by their log weights, as the diagnostics of oscillation see it.</summary>
internal static class TableDynamics
{
    /// <inheritdoc cref="AuctionDynamics.Of"/>
    public static (LearningDynamics? Dynamics, string? WhyNot) Of(AuctionGame game, SystemState end)
    {
        if (game.Seats.Any(seat => seat.Members.Count > 1))
        {
            return (null, "several bidders are one actor's, or share a table");
        }
        int replicas = game.Setup.Replicas;
        using var bidders = new RestoredBidders(game, end);
        FrozenWeights?[][] weights = [.. Enumerable.Range(0, replicas).Select(r =>
            bidders.List.Select(bidder => bidder.Weights(r)).ToArray())];
        if (weights.SelectMany(row => row).Any(one => one is null))
        {
            return (null, "a learner of tables keeps no log weights, or learns from samples");
        }
        double[] rates = [.. weights[0].SelectMany(one => Enumerable.Repeat(one!.Rate, one.Logarithms.Length))];
        var field = new TableField(game);
        return (new LearningDynamics(field, new UpdateRule(new Motion[rates.Length], rates,
            new double[rates.Length], [.. Enumerable.Repeat(1.0, rates.Length)]), null,
            new Standing(replicas, [.. weights.SelectMany(row => row.SelectMany(one => one!.Logarithms))],
                new double[replicas * rates.Length]))
        {
            AreLogWeights = true,
            Actors = field.Actors,
        }, null);
    }
}
