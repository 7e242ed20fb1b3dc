using System.Globalization;
using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions;

/// <summary>The final table: what was learned beside what theory says.</summary>
internal static class AuctionComparison
{
    public static IReadOnlyList<Comparison> Of(AuctionGame game, Results results)
    {
        var known = game.Equilibrium;
        string source = known is null ? "" : $"equilibrium: {known.Source}";
        // Metrics are means over bidders, and so is what is known of them.
        double OfAll(Func<IEquilibrium, int, double> of) =>
            known is null ? double.NaN : game.Bidders.Average(bidder => of(known, bidder.Number));
        double multiplier = OfAll((equilibrium, bidder) => equilibrium.Multiplier(bidder) ?? double.NaN);
        var rows = new List<Comparison>();
        void Add(string metric, double value, string from)
        {
            if (results.Last(metric) is { } measurement)
            {
                var (mean, error) = Statistics.OverReplicas(measurement.Values);
                rows.Add(new Comparison(metric, mean, error, value, double.IsNaN(value) ? "" : from));
            }
        }
        Add("multiplier", multiplier, source);
        Add("multiplier-average", multiplier, source);
        Add("utility", OfAll((equilibrium, bidder) => equilibrium.Utility(bidder)), source + Sampled(results, "utility-sampling-error"));
        Add("revenue", known?.Revenue ?? double.NaN, source + Sampled(results, "revenue-sampling-error"));
        Add("efficiency", known is not null && IsEfficient(game.Rules) ? 1 : double.NaN, source);
        Add("l2", 0, "distance to the equilibrium strategy");
        Add("l-infinity", 0, "distance to the equilibrium strategy");
        Add("utility-loss-ex-ante", 0, "zero in any equilibrium");
        Add("utility-loss-ex-interim", 0, "zero in any equilibrium");
        return rows;
    }

    /// <summary>Whether the highest value wins in equilibrium for sure: everybody bids alike, or the truth, and nobody
    /// is kept out.</summary>
    private static bool IsEfficient(BayesianGame game)
    {
        var first = game.Bidders[0];
        return game.Mechanism is OneItem { Options: { Reserve: 0, EntryFee: 0 } }
            && ((game.Mechanism is SecondPrice && game.Nature.ValuesAreTypes)
                || (first.Prior.Bidders is null
                    && game.Bidders.All(b => b.Prior == first.Prior && b.Utility == first.Utility)));
    }

    /// <summary>What sampling the others leaves open in the mean over replicas, which are sampled apart; nothing where
    /// nothing is sampled.</summary>
    private static string Sampled(Results results, string metric)
    {
        if (results.Last(metric) is not { } errors)
        {
            return "";
        }
        double[] finite = [.. errors.Values.Cast<double>().Where(double.IsFinite)];
        double error = Math.Sqrt(finite.Average(e => e * e) / errors.Values.GetLength(0));
        return string.Create(CultureInfo.InvariantCulture, $"; sampling error {error:G2}");
    }
}
