using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Fisher;

/// <summary>The final table: what was found beside what an equilibrium has.</summary>
internal static class FisherComparison
{
    public static IReadOnlyList<Comparison> Of(FisherGame game, Results results)
    {
        var rows = new List<Comparison>();
        foreach (string metric in game.Metrics)
        {
            if (results.Last(metric) is { } measurement)
            {
                var (mean, error) = Statistics.OverReplicas(measurement.Values);
                bool isZero = metric is "nash-gap" or "violation-of-allocation" or "violation-of-price"
                    or "complementary-slackness" or "worst-buyer-regret" or "residual";
                rows.Add(new Comparison(metric, mean, error, isZero ? 0 : double.NaN,
                    isZero ? "zero in an equilibrium, and only there" : ""));
            }
        }
        return rows;
    }
}
