using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Inversion;

/// <summary>What there is to see in recovered values.</summary>
public static class InversionFigures
{
    private const int LawsShown = 4, PointsShown = 400;

    // The 97.5 % point of the standard normal distribution.
    private const double Band = 1.959964;

    public static IReadOnlyList<Figure> Of(RecoveredValues recovered)
    {
        RecoveredLaw[] shown = [.. recovered.Laws.Take(LawsShown)];
        string which = shown.Length < recovered.Laws.Count ? $" The first {LawsShown} bidders." : "";
        return
        [
            new Figure("inverse-bid-function", "Inverse bid function",
                "The value behind a bid, with a 95 % band (without the bias of smoothing); dashed: bids without "
                    + "shading." + which,
                new Axis("bid, money"), new Axis("value, money"),
                [.. shown.Select(InverseBid), WithoutShading(recovered)]),
            new Figure("distributions", "Values and bids",
                "The share of all bids below a bid, and of values below a value; what was trimmed below counts, but "
                    + "has no place." + which,
                new Axis("money"), new Axis("share below"),
                [.. shown.SelectMany(law => (Series[])[Values(law, recovered.Low), Bids(law)])]),
        ];
    }

    private static Series InverseBid(RecoveredLaw law)
    {
        CurvePoint[] points = [.. Thinned(law.Curve)];
        return new Series(Named("value", law), SeriesKind.Line, [.. points.Select(p => p.Bid)],
            [.. points.Select(p => p.Value)],
            [.. points.Select(p => p.Value - Band * p.StandardError)],
            [.. points.Select(p => p.Value + Band * p.StandardError)]);
    }

    private static Series WithoutShading(RecoveredValues recovered)
    {
        double[] ends = [recovered.Low, recovered.High];
        return new Series("value = bid", SeriesKind.Reference, ends, ends);
    }

    // Trimmed bids at the bottom are bids all the same: the first kept value stands at their share.
    private static Series Values(RecoveredLaw law, double low)
    {
        int below = law.SortedBids.Count(bid => bid < low);
        double[] values = [.. law.SortedBids.Select(bid => (Bid: bid, Point: Nearest(law.Curve, bid)))
            .Where(pair => pair.Bid == pair.Point.Bid).Select(pair => pair.Point.Value).Order()];
        int[] places = [.. Thinned(Enumerable.Range(0, values.Length).ToArray())];
        return new Series(Named("values", law), SeriesKind.Line, [.. places.Select(k => values[k])],
            [.. places.Select(k => (below + k + 1.0) / law.Bids)]);
    }

    private static Series Bids(RecoveredLaw law)
    {
        int[] places = [.. Thinned(Enumerable.Range(0, law.Bids).ToArray())];
        return new Series(Named("bids", law), SeriesKind.Line, [.. places.Select(k => law.SortedBids[k])],
            [.. places.Select(k => (k + 1.0) / law.Bids)]);
    }

    // The last point up to the bid, or the first one.
    private static CurvePoint Nearest(IReadOnlyList<CurvePoint> curve, double bid)
    {
        int low = 0, high = curve.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = curve[middle].Bid <= bid ? (middle, high) : (low, middle - 1);
        }
        return curve[low];
    }

    private static IEnumerable<T> Thinned<T>(IReadOnlyList<T> all)
    {
        int count = Math.Min(all.Count, PointsShown);
        for (int k = 0; k < count; k++)
        {
            yield return all[count == 1 ? 0 : (int)((long)k * (all.Count - 1) / (count - 1))];
        }
    }

    private static string Named(string what, RecoveredLaw law) => law.Name is null ? what : $"{what} of {law.Name}";
}
