using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>epsilon = &lt;br - s, c&gt; on a grid: what the best strategy under the rules gets beyond the own
/// one.</summary>
/// <remarks>Exact of the grid's game, and no bound for the continuous one. A strategy that breaks the rules itself may
/// get more than any that keeps to them: then it is below 0.</remarks>
internal static class ConstrainedLoss
{
    /// <summary>Why there is none; nothing where there is one.</summary>
    public static string? WhyNot(BayesianGame game) => game.Shape is not { Types: 1, Bids: 1 }
        ? $"in {Piece.NameOf(game.Mechanism)} a type or a bid has several numbers, and the grid is of one each"
        : game.Nature.Correlation is not null || game.Bidders.Any(bidder => bidder.Prior.IsJoint)
        ? "types are correlated, so that there is no one law for all rows of the grid" : null;

    /// <returns>Not-a-number where no strategy keeps to all rules.</returns>
    public static double Of(BayesianGame game, Bidder bidder, IOpposition opposition, IBidFunction own, int row,
        ResponseSettings rules)
    {
        var table = own as ITableBids;
        var (types, mass, bids) = Grid(game, bidder, table, rules);
        var payoff = new double[types.Length * bids.Length];
        Payoffs.Of(game, bidder, opposition, types, bids, payoff);
        var program = Program(game, bidder, opposition, (types, mass, bids), payoff, rules);
        double mine;
        if (table is not null)
        {
            var strategy = table.Strategy(row).ToArray();
            mine = program.Value([.. strategy.Select((s, k) => s * mass[k / bids.Length])]);
        }
        else
        {
            mine = Own(game, bidder, opposition, own, row, types).Select((u, o) => mass[o] * u).Sum();
        }
        return program.Best() is { } best ? program.Value(best) - mine : double.NaN;
    }

    private static (double[] Types, double[] Mass, double[] Bids) Grid(BayesianGame game, Bidder bidder,
        ITableBids? table, ResponseSettings rules)
    {
        if (table is not null)
        {
            var (types, mass) = table.TypesOf(bidder);
            return (types, mass, table.Bids);
        }
        var cells = TypeCells.Of(game, bidder, rules.Types);
        double high = game.Bidders.Max(other => game.Nature.Support(other).High);
        return (cells.Types, cells.Mass, game.Mechanism.Actions(bidder.Number, game.Bidders.Count)
            ?? [.. Enumerable.Range(0, rules.Bids).Select(a => high * a / (rules.Bids - 1))]);
    }

    private static ResponseProgram Program(BayesianGame game, Bidder bidder, IOpposition opposition,
        (double[] Types, double[] Mass, double[] Bids) grid, double[] payoff, ResponseSettings rules)
    {
        int m = grid.Bids.Length, k = game.Shape.Outcomes;
        var measured = Metrics.MeasuredTypes.At(game, bidder, grid.Types);
        var (win, paid) = (new double[m * k], new double[m]);
        opposition.Fares(grid.Bids, win, paid);
        var (pays, wins) = (new double[payoff.Length], new double[payoff.Length]);
        for (int at = 0; at < payoff.Length; at++)
        {
            var (o, a) = (at / m, at % m);
            pays[at] = (measured.Cost.Length == 0 ? 1 : measured.Cost[o]) * paid[a];
            for (int outcome = 0; outcome < k; outcome++)
            {
                wins[at] += win[a * k + outcome] * measured.Worth[o * k + outcome];
            }
        }
        // A cell without mass has nothing to choose, and no conditional law.
        double[] mass = [.. grid.Mass.Select(mu => Math.Max(mu, 1e-15))];
        return new ResponseProgram(grid.Types, mass, grid.Bids, payoff, pays, wins, rules);
    }

    private static IEnumerable<double> Own(BayesianGame game, Bidder bidder, IOpposition opposition, IBidFunction own,
        int row, double[] types)
    {
        var bids = new double[types.Length];
        own.Evaluate(row, types, bids);
        var payoff = new double[1];
        for (int o = 0; o < types.Length; o++)
        {
            Payoffs.Of(game, bidder, opposition, types[o..(o + 1)], bids[o..(o + 1)], payoff);
            yield return payoff[0];
        }
    }
}
