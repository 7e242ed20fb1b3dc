using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Inversion;

/// <summary>The values behind observed first-price bids (Guerre, Perrigne and Vuong 2000).</summary>
/// <param name="Values">[n], in the order of the sample; not-a-number where a bid was trimmed.</param>
/// <param name="StandardErrors">[n], alike.</param>
/// <param name="Laws">One for all bidders, or one a name.</param>
/// <param name="Low">Bids below, or above <paramref name="High"/>, were trimmed.</param>
/// <param name="Unopposed">Bids between Low and High that have no value, since no rival bids nearby.</param>
public sealed record RecoveredValues(BidSample Sample, double[] Values, double[] StandardErrors,
    IReadOnlyList<RecoveredLaw> Laws, double Low, double High, int Unopposed)
{
    // The lowest and the highest bid never keep their values, and a prior needs two.
    private const int DistinctBidsMin = 4;

    public int Kept => Laws.Sum(law => law.Kept);

    public int Trimmed => Values.Length - Kept;

    /// <summary>How often the value does not rise from one bid to the next, among all such steps.</summary>
    public double ViolationShare => Laws.Sum(law => law.Violations) / (double)Laws.Sum(law => law.Steps);

    /// <param name="asymmetric">Whether every name bids by a distribution of its own.</param>
    /// <param name="bandwidth">h of every distribution, in money; nothing for the rule of thumb, by each one's own
    /// bids.</param>
    /// <returns>Nothing where problems were added.</returns>
    public static RecoveredValues? Of(BidSample sample, bool asymmetric, double? bandwidth, string file,
        Problems problems)
    {
        int before = problems.Count;
        if (bandwidth is <= 0 or double.NaN or double.PositiveInfinity)
        {
            problems.Add(new Place("--bandwidth"), Number(bandwidth.Value), "must be a finite number above 0");
            return null;
        }
        var groups = BidGroup.Of(sample, asymmetric);
        foreach (var group in groups)
        {
            Check(group, bandwidth, file, problems);
        }
        if (problems.Count > before)
        {
            return null;
        }
        var found = Of(sample, groups, Inverse(groups, sample.BidderCount, bandwidth)!, bandwidth);
        foreach (var law in found.Laws.Where(law => law.Curve.Select(point => point.Value).Distinct().Count() < 2))
        {
            problems.Add(new Place(file), null, $"{Whose(law.Name)} keeps {law.Kept:N0} of {law.Bids:N0} bids, and a "
                + "distribution needs two different values: within a bandwidth of the lowest and of the highest bid "
                + "nothing is recovered, which leaves "
                + (found.Low > found.High ? "none" : $"bids from {Number(found.Low)} to {Number(found.High)}")
                + $" (bandwidth {string.Join(", ", found.Laws.Select(l => Number(l.Bandwidth)).Distinct())})",
                "Give a smaller --bandwidth, or more auctions.");
        }
        return problems.Count == before ? found : null;
    }

    /// <summary>The inverse bid functions of some bids.</summary>
    /// <returns>Nothing where a bandwidth is 0.</returns>
    internal static InverseBids? Inverse(IReadOnlyList<BidGroup> groups, int bidders, double? bandwidth)
    {
        BidDistribution[] laws = [.. groups.Select(group =>
            new BidDistribution(group.Bids, bandwidth ?? BidDistribution.RuleOfThumb(group.Bids)))];
        return laws.Any(law => !(law.Bandwidth > 0)) ? null
            : groups.Count == 1 ? InverseBids.Symmetric(laws[0], bidders)
            : InverseBids.Asymmetric(laws);
    }

    private static RecoveredValues Of(BidSample sample, BidGroup[] groups, InverseBids inverse, double? bandwidth)
    {
        double[] values = new double[sample.Bids.Length], errors = new double[sample.Bids.Length];
        Array.Fill(values, double.NaN);
        Array.Fill(errors, double.NaN);
        var quantileErrors = new QuantileErrors(sample, groups, bandwidth).All();
        var laws = new RecoveredLaw[groups.Length];
        int unopposed = 0;
        for (int g = 0; g < groups.Length; g++)
        {
            var curve = new List<CurvePoint>();
            for (int k = 0; k < groups[g].Rows.Length; k++)
            {
                int row = groups[g].Rows[k];
                double bid = groups[g].Bids[k];
                if (!inverse.Keeps(bid))
                {
                    continue;
                }
                // Equal bids stand side by side.
                if (curve.Count == 0 || curve[^1].Bid != bid)
                {
                    var (value, error) = inverse.At(g, bid);
                    if (!double.IsFinite(value))
                    {
                        unopposed++;
                        continue;
                    }
                    curve.Add(new CurvePoint(bid, value, error));
                }
                (values[row], errors[row]) = (curve[^1].Value, curve[^1].StandardError);
            }
            double[] kept = [.. groups[g].Rows.Select(row => values[row]).Where(double.IsFinite)];
            laws[g] = new RecoveredLaw(groups[g].Name, groups[g].Bids, inverse.Laws[g].Bandwidth, kept.Length, curve,
                [.. QuantileErrors.Shares.Select((share, q) => new ValueQuantile(share,
                    Statistics.Quantile(kept, share), quantileErrors[g][q]))]);
        }
        return new RecoveredValues(sample, values, errors, laws, inverse.Low, inverse.High, unopposed);
    }

    private static void Check(BidGroup group, double? bandwidth, string file, Problems problems)
    {
        int distinct = group.Bids.Distinct().Count();
        if (distinct < DistinctBidsMin)
        {
            problems.Add(new Place(file), null, $"{Whose(group.Name)} must have at least {DistinctBidsMin} different "
                + $"bids, and has {distinct}: the lowest and the highest get no value, and a distribution needs two");
        }
        else if (bandwidth is null && !(BidDistribution.RuleOfThumb(group.Bids) > 0))
        {
            problems.Add(new Place(file), null, $"{Whose(group.Name)} has no spread: the middle half of the bids is "
                + $"{Number(BidDistribution.Quantile(group.Bids, 0.5))}, which makes the bandwidth 0",
                "Give one with --bandwidth, in the unit of the bids.");
        }
    }

    private static string Whose(string? name) => name is null ? "the sample" : $"the bidder '{name}'";

    private static string Number(double number) => FormattableString.Invariant($"{number:G6}");
}

/// <summary>What was recovered by one distribution of bids.</summary>
/// <param name="Name">The bidder; nothing where all bid alike.</param>
/// <param name="SortedBids">[n], ascending, the trimmed ones too.</param>
/// <param name="Bandwidth">h, in money.</param>
/// <param name="Kept">Bids that have a value.</param>
/// <param name="Curve">The inverse bid function at every different bid that was kept, ascending.</param>
/// <param name="Quantiles">Of the recovered values.</param>
public sealed record RecoveredLaw(string? Name, double[] SortedBids, double Bandwidth, int Kept,
    IReadOnlyList<CurvePoint> Curve, IReadOnlyList<ValueQuantile> Quantiles)
{
    public int Bids => SortedBids.Length;

    /// <summary>Steps from one kept bid to the next.</summary>
    public int Steps => Curve.Count - 1;

    /// <summary>Steps at which the value does not rise, although in equilibrium it must (Guerre, Perrigne and Vuong
    /// 2000, theorem 1).</summary>
    public int Violations { get; } =
        Enumerable.Range(1, Math.Max(0, Curve.Count - 1)).Count(k => Curve[k].Value <= Curve[k - 1].Value);
}

/// <summary>A point of an inverse bid function.</summary>
public readonly record struct CurvePoint(double Bid, double Value, double StandardError);

/// <summary>A quantile of recovered values.</summary>
/// <param name="Share">Of the kept values at or below it.</param>
/// <param name="StandardError">Over resampled auctions; not-a-number where there are too few to tell.</param>
public readonly record struct ValueQuantile(double Share, double Value, double StandardError);
