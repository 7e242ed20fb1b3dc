using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>What <c>newton-dual</c> asks, as the numbers that travel: this file is the only one that knows their
/// order.</summary>
internal static class NewtonQuestions
{
    /// <summary>One pass at trial prices; of linear buyers, over the undecided ones alone.</summary>
    public const string Spend = "spend";

    /// <summary>Linear: what buyers spend whose best good is clear.</summary>
    public const string Decide = "decide";

    /// <summary>Linear: who is tied between which goods.</summary>
    public const string Ties = "ties";

    /// <summary>Linear: what demand at exact prices adds up to, and the largest regret.</summary>
    public const string Prove = "prove";

    public static Question Ask(SpendingPass pass, Fold? fold)
    {
        double[] head =
        [
            pass.Precision == Precision.Single ? 1 : 0, pass.Second ? 1 : 0, pass.RowsPerBlock,
            .. Numbers(pass.Demand), fold is null ? 0 : 1, fold?.Lead ?? 0,
        ];
        return new Question(Spend, [.. head, .. pass.S, .. fold?.S ?? []]);
    }

    public static (SpendingPass Pass, Fold? Fold) ReadSpend(double[] n, int goods)
    {
        var pass = new SpendingPass(n[7..(7 + goods)], Form(n[3], n[4]),
            n[0] == 1 ? Precision.Single : Precision.Double, n[1] == 1, (int)n[2]);
        return (pass, n[5] == 0 ? null : new Fold(n[(7 + goods)..(7 + 2 * goods)], n[6]));
    }

    public static Question Ask(string want, Fold fold) => new(want, [fold.Lead, .. fold.S]);

    public static Fold ReadFold(double[] n) => new(n[1..], n[0]);

    /// <summary>The same numbers ask for a proof and announce the answer.</summary>
    public static double[] Announce(AnnouncedDemand demand)
    {
        var splits = demand.Splits ?? SplitSpending.None;
        return
        [
            .. Numbers(demand.Demand), splits.Buyers.Length, splits.Goods.Length, .. demand.S,
            .. splits.Buyers.Select(buyer => (double)buyer), .. splits.Starts.Select(start => (double)start),
            .. splits.Goods.Select(good => (double)good), .. splits.Spending,
        ];
    }

    public static AnnouncedDemand ReadAnnounced(double[] n, int goods)
    {
        int buyers = (int)n[2], entries = (int)n[3], at = 4 + goods;
        double[] Next(int count)
        {
            at += count;
            return n[(at - count)..at];
        }
        var splits = new SplitSpending([.. Next(buyers).Select(x => (long)x)],
            [.. Next(buyers + 1).Select(x => (int)x)], [.. Next(entries).Select(x => (int)x)], Next(entries));
        return new AnnouncedDemand(n[4..(4 + goods)], Form(n[0], n[1]), buyers == 0 ? null : splits);
    }

    private static double[] Numbers(ClosedForm form) => [form.K, form.IsCobbDouglas ? 1 : 0];

    private static ClosedForm Form(double k, double isCobbDouglas) => new(k, isCobbDouglas == 1);
}

/// <summary>Linear buyers whose best L_ij - s_j leads by more than <paramref name="Lead"/> spend all on it; the others
/// are undecided.</summary>
internal sealed record Fold(double[] S, double Lead)
{
    public bool IsSame(Fold? other) => other is not null && Lead == other.Lead && S.AsSpan().SequenceEqual(other.S);
}
