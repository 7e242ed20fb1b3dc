using AgentMarkets.Fisher.Metrics;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>Answers by one pass over the buyers; remembers nothing that a question does not say again.</summary>
internal sealed class NewtonBuying(Buyers buyers, ClosedForm utility) : IBuying
{
    /// <summary>Beyond so many buyers, or joins, a shard does not list its ties: the market is then too large for
    /// the exact finish to pay.</summary>
    public const int TiesMax = 1 << 16, JoinsMax = 1 << 21;

    private Fold? _fold;
    private Buyers? _undecided;
    private BlockTree _decided = new();

    public Answer Answer(Question signal)
    {
        int m = buyers.Goods;
        var tree = new BlockTree();
        switch (signal.Want)
        {
            case NewtonQuestions.Spend:
                var (pass, fold) = NewtonQuestions.ReadSpend(signal.Numbers, m);
                (fold is null ? buyers : Undecided(fold)).Spend(pass, tree);
                return new Answer(tree.Sums, []);
            case NewtonQuestions.Decide:
                long count = Undecided(NewtonQuestions.ReadFold(signal.Numbers)).Count;
                return new Answer(_decided.Sums, [count]);
            case NewtonQuestions.Ties:
                var ties = NewtonQuestions.ReadFold(signal.Numbers);
                var tied = Undecided(ties);
                return new Answer(_decided.Sums, Listed(tied, ties));
            default:
                var announced = NewtonQuestions.ReadAnnounced(signal.Numbers, m);
                var worst = new RegretList(1);
                double[] prices = [.. announced.S.Select(Math.Exp)];
                buyers.Measure(new GapPass(announced.S, announced.Demand, utility, [.. prices.Select(_ => 1.0)], prices,
                    announced.Splits), tree, worst);
                return new Answer(tree.Sums, [.. worst.Worst.Select(w => w.Regret)]);
        }
    }

    public AnnouncedDemand Demand(double[] announced) => NewtonQuestions.ReadAnnounced(announced, buyers.Goods);

    public void Allocate(double[] announced, BuyerChunk chunk, Span<double> x)
    {
        var demand = Demand(announced);
        x.Clear();
        for (int i = 0; i < chunk.Rows; i++)
        {
            var (goods, logValuations, budget) = buyers.Row(chunk.Numbers[i]);
            double[] bundle = ClosedFormBundle.Of(chunk.Numbers[i], goods, logValuations, budget, demand);
            for (int e = 0; e < goods.Length; e++)
            {
                x[goods[e] * chunk.Stride + i] = bundle[e];
            }
        }
    }

    public void Dispose() => _undecided?.Dispose();

    private Buyers Undecided(Fold fold)
    {
        if (!fold.IsSame(_fold))
        {
            _undecided?.Dispose();
            (_fold, _decided) = (fold, new BlockTree());
            _undecided = buyers.Undecided(fold.S, fold.Lead, _decided);
        }
        return _undecided!;
    }

    /// <summary>How many are tied, then for each: number, budget, count of joined goods, and of each good its number
    /// and the buyer's L_ij. Only the count where they are too many.</summary>
    private static double[] Listed(Buyers tied, Fold fold)
    {
        var listed = new List<double> { tied.Count };
        if (tied.Count > TiesMax)
        {
            return [.. listed];
        }
        foreach (long buyer in tied.Numbers())
        {
            var (goods, logValuations, budget) = tied.Row(buyer);
            double best = goods.Select((j, e) => logValuations[e] - fold.S[j]).Max();
            int[] joined = [.. Enumerable.Range(0, goods.Length)
                .Where(e => best - (logValuations[e] - fold.S[goods[e]]) <= fold.Lead)];
            listed.AddRange([buyer, budget, joined.Length]);
            foreach (int e in joined)
            {
                listed.AddRange([goods[e], logValuations[e]]);
            }
            if (listed.Count > JoinsMax)
            {
                return [TiesMax + 1.0];
            }
        }
        return [.. listed];
    }
}
