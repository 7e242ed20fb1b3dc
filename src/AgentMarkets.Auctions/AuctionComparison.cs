using System.Globalization;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions;

/// <summary>The final table: what was learned beside what theory says.</summary>
internal static class AuctionComparison
{
    public static IReadOnlyList<Comparison> Of(AuctionGame game, Results results)
    {
        var known = game.Equilibrium;
        string source = known is null ? "" : $"equilibrium: {known.Source}";
        double multiplier = known?.Multiplier(1) ?? double.NaN;
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
        Add("utility", known?.Utility(1) ?? double.NaN, source + Sampled(results, "utility-sampling-error"));
        Add("revenue", known?.Revenue ?? double.NaN, source + Sampled(results, "revenue-sampling-error"));
        Add("efficiency", known is null || game.Rules.Mechanism is not Mechanisms.OneItem ? double.NaN : 1, source);
        Add("l2", 0, "distance to the equilibrium strategy");
        Add("l-infinity", 0, "distance to the equilibrium strategy");
        Add("utility-loss-ex-ante", 0, "zero in any equilibrium");
        Add("utility-loss-ex-interim", 0, "zero in any equilibrium");
        return rows;
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
