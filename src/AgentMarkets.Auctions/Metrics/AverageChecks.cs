using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>What one bidder measures of averages over the rounds: of its tables or of its parameters, where it keeps
/// them. The others play their averages too; who keeps none, what it plays now.</summary>
/// <param name="tables">Sums of tables; nothing where the bidder has none, or nobody asked.</param>
/// <param name="parameters">Averages of parameters; likewise.</param>
internal sealed class AverageChecks(AuctionGame game, Bidder bidder, IBidFunction bids, PlayedTables? tables,
    ParameterAverages? parameters)
{
    private static readonly (AverageKind Kind, string Metric)[] Kinds =
        [(AverageKind.Exponential, "utility-loss-ema"), (AverageKind.Polyak, "utility-loss-polyak")];

    /// <summary>The strategy that the others may know, with its averages in the order of <see cref="AverageKind"/>; a
    /// table has one only.</summary>
    public Published Publish(Published now, int row)
    {
        if (tables is not null)
        {
            return now with { Averages = [tables.Publish(row, ((ITableBids)bids).TypesOf(bidder).Mass)] };
        }
        return parameters is null ? now : now with
        {
            Averages = [.. Kinds.Select(k => parameters.Has(k.Kind)
                ? parameters.At(k.Kind, () => new Published(Knots: bids.Knots(row))) : now)],
        };
    }

    /// <summary>Adds what was found to the other measurements of a row.</summary>
    public void Measure(int row, Opposed opposed, MeasuredTypes types, Dictionary<string, double> found)
    {
        if (tables is not null)
        {
            MeasureTables(tables, row, opposed, found);
        }
        for (int k = 0; k < Kinds.Length && parameters is not null && opposed.Rivals is not null; k++)
        {
            var (kind, metric) = Kinds[k];
            if (!parameters.Has(kind))
            {
                continue;
            }
            var own = parameters.At(kind, () => OwnBids.Of(bids, row, types, game.Rules.Shape.Bids));
            found[metric] = new Assessment(game, bidder, types, own).Summary([Averaged(opposed, k)])[
                "utility-loss-ex-ante"];
            if (kind == AverageKind.Exponential)
            {
                var all = new double[bids.Parameters.shape[0]];
                found["multiplier-ema"] = parameters.At(kind, () => bids.Multipliers(all)) ? all[row] : double.NaN;
            }
        }
    }

    private void MeasureTables(PlayedTables played, int row, Opposed opposed, Dictionary<string, double> found)
    {
        var table = (ITableBids)bids;
        var (types, mass) = table.TypesOf(bidder);
        double[] Payoff(IOpposition opposition)
        {
            var payoffs = new double[types.Length * table.Bids.Length];
            Payoffs.Of(game.Rules, bidder, opposition, types, table.Bids, payoffs);
            return payoffs;
        }
        double[] now = Payoff(Opponents.Of(game.Rules, bidder.Number, opposed));
        found["regret"] = played.Regret(row, mass, now);
        found["table-loss"] = PlayedTables.Loss(mass, table.Strategy(row), now);
        if (opposed.Rivals is not null)
        {
            found["table-loss-average"] =
                PlayedTables.Loss(mass, played.Average(row), Payoff(Averaged(opposed, 0)));
        }
    }

    /// <summary>The law of the others' averages.</summary>
    private IOpposition Averaged(Opposed opposed, int average) => Opponents.Of(game.Rules, bidder.Number,
        new Opposed(Rivals: [.. opposed.Rivals!.Select(other =>
            other.Averages is { } all ? all[Math.Min(average, all.Count - 1)] : other)]));
}
