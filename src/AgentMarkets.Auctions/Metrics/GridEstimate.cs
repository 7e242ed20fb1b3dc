using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>The usual estimate of ex-ante utility loss, to compare with: K types x G bids x H opponents.</summary>
/// <remarks>
/// Types are random, bids evenly spaced, and every type meets H games of its own: the mean over types of
/// max_g mean_h u - mean_h u, cut at 0. The largest of G noisy means lies about sigma sqrt(2 ln G/H) too high
/// (docs/auctions.md, 4).
/// </remarks>
internal sealed class GridEstimate(AuctionGame game, Bidder bidder, OpposingLaws laws)
{
    private readonly LossGrid _size = game.LossGrid;

    public double Of(IBidFunction bids, int row, Block block, int replica)
    {
        var rules = game.Rules;
        var key = StreamKey.Of(game.Setup.Seeds[replica], bidder.Id, block.Final ? "final-grid" : "grid");
        var types = MeasuredTypes.Drawn(rules, bidder, _size.Types, key, block.Round);
        var own = OwnBids.Of(bids, row, types, rules.Shape.Bids);
        double[] grid = Grid(rules.Shape.Bids);
        var law = LawsOf(types, block);
        double sum = 0;
        for (int t = 0; t < types.Count; t++)
        {
            var opposition = law(t);
            double mine = new Assessment(game, bidder, types.Only(t), own.Only(t, types.Count))
                .Mean([opposition]).Utility;
            sum += Math.Max(0, Highest(types.Only(t), grid, opposition) - mine);
        }
        return sum / types.Count;
    }

    /// <summary>Each type's own games: a part of those that were drawn, from the first again where they do not
    /// suffice.</summary>
    private Func<int, IOpposition> LawsOf(MeasuredTypes types, Block block)
    {
        var rules = game.Rules;
        int opponents = _size.Opponents;
        if (rules.Nature.Correlation is not null)
        {
            var given = laws.Given(types.Types);
            return t => given.Length == 1 ? given[0].Law() : given[t].Law(0, Math.Min(opponents, given[t].Count));
        }
        if (bidder.Prior.IsJoint)
        {
            var joint = laws.Of(types.Types);
            return t => joint[t];
        }
        int wanted = (int)Math.Min((long)block.Samples, (long)types.Count * opponents);
        double[] statistic = laws.Games(wanted, block.Final ? "final-grid" : "grid");
        int width = Width(statistic, wanted, block), count = statistic.Length / width;
        opponents = Math.Min(opponents, count);
        return t =>
        {
            var mine = new double[opponents * width];
            for (int h = 0; h < opponents; h++)
            {
                int from = (int)(((long)t * opponents + h) % count) * width;
                statistic.AsSpan(from, width).CopyTo(mine.AsSpan(h * width));
            }
            return Opponents.Of(rules, bidder.Number, new Opposed(Statistic: mine));
        };
    }

    private int Width(double[] statistic, int wanted, Block block) =>
        statistic.Length / (game.Publishing == Publishing.Laws ? wanted : block.Samples);

    private double Highest(MeasuredTypes type, double[] grid, IOpposition opposition)
    {
        var (k, a) = (game.Rules.Shape.Outcomes, game.Rules.Shape.Bids);
        int count = grid.Length / a;
        double cost = type.Cost.Length == 0 ? 1 : type.Cost[0], best = double.NegativeInfinity;
        if (!bidder.Utility.IsQuasiLinear)
        {
            for (int g = 0; g < count; g++)
            {
                best = Math.Max(best, opposition.Payoff(type.Worth, cost, grid.AsSpan(g * a, a), bidder.Utility));
            }
            return best;
        }
        var (win, paid) = (new double[count * k], new double[count]);
        opposition.Fares(grid, win, paid);
        for (int g = 0; g < count; g++)
        {
            double u = -cost * paid[g];
            for (int j = 0; j < k; j++)
            {
                u += win[g * k + j] * type.Worth[j];
            }
            best = Math.Max(best, u);
        }
        return best;
    }

    /// <summary>[G, A] row by row: the bids that there are, else evenly spaced ones in every number.</summary>
    private double[] Grid(int numbers)
    {
        if (game.Rules.Mechanism.Actions(bidder.Number, game.Bidders.Count) is { } actions)
        {
            return actions;
        }
        double high = Math.Max(1, game.Rules.Nature.Support(bidder).High);
        int side = Math.Max(2, (int)Math.Round(Math.Pow(_size.Bids, 1.0 / numbers)));
        return BidLattice.Of(numbers, side, high);
    }
}
