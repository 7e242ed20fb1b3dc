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
        int replicas = game.Setup.Replicas;
        using var bidders = new RestoredBidders(game, end);
        FrozenWeights?[][] weights = [.. Enumerable.Range(0, replicas).Select(r => bidders.List
            .Zip(game.Seats, (bidder, seat) => Enumerable.Range(0, TableField.TablesOf(seat))
                .Select(c => bidder.Weights(r * TableField.TablesOf(seat) + c)))
            .SelectMany(own => own).ToArray())];
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
