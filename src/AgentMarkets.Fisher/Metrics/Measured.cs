using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher.Metrics;

/// <summary>What is measured of one replica's (x, p).</summary>
/// <remarks>
/// a_j = Y_j / sum_i x_ij,  xt_ij = a_j x_ij,  beta = Btot / sum_j Y_j p_j,  pt = beta p  (docs/fisher.md, 6).
/// </remarks>
internal sealed class Measured(IMarket market, IPricing pricing, double budget)
{
    private readonly double[] _announced = pricing.Announcement;
    private double[] _scale = [];

    /// <summary>pt_j, [m].</summary>
    public double[] Prices { get; private set; } = [];

    /// <summary>p_j, [m], as the solver gives them.</summary>
    public double[] GivenPrices { get; private set; } = [];

    /// <summary>Whether the Nash gap has a meaning: every price is a number of at least 0, not all of them 0.</summary>
    public bool IsDefined { get; private set; }

    public double NashGap { get; private set; } = double.NaN;

    public double ViolationOfAllocation { get; private set; } = double.NaN;

    public double ViolationOfPrice { get; private set; } = double.NaN;

    /// <summary>sum_j pt_j |Y_j - sum_i x_ij| / Btot: what is priced and not sold, or sold and not there, as a share of
    /// all money. Zero if every good with a price is sold out.</summary>
    public double ComplementarySlackness { get; private set; } = double.NaN;

    public double LogNashWelfare { get; private set; } = double.NaN;

    public double LogFixedPriceWelfare { get; private set; } = double.NaN;

    public double SocialWelfare { get; private set; } = double.NaN;

    /// <summary>The buyers with the largest delta_i / B_i, the largest first.</summary>
    public IReadOnlyList<(long Buyer, double Regret)> Worst { get; private set; } = [];

    /// <summary>Quadruples (buyer, good, amount, spending) of the blocks listed last.</summary>
    public double[] Listed { get; set; } = [];

    public Question AskSums(int rowsPerBlock) => new(Measuring.Sums, [rowsPerBlock, .. _announced]);

    public void TakeSums(Total total)
    {
        int m = market.GoodCount;
        // Of a sample, sums stand for the whole as its budgets do.
        double whole = budget / total.Sums[m];
        double[] sums = [.. total.Sums.Take(m).Select(sum => whole == 1 ? sum : sum * whole)];
        var settled = pricing.Settle(sums);
        GivenPrices = settled.Prices;
        double revenue = 0;
        for (int j = 0; j < m; j++)
        {
            revenue += market.Supply[j] * settled.Prices[j];
        }
        double beta = budget / revenue;
        IsDefined = settled.Prices.All(p => p >= 0 && double.IsFinite(p)) && revenue > 0 && sums.All(double.IsFinite);
        Prices = [.. settled.Prices.Select(p => beta * p)];
        ViolationOfPrice = revenue > 0 ? Math.Abs(Math.Log(beta)) : double.NaN;
        _scale = new double[m];
        double violation = 0, unsold = 0;
        for (int j = 0; j < m; j++)
        {
            double demand = sums[j] / settled.Units[j], a = market.Supply[j] / demand;
            // A free good need not be sold; it must not be sold twice either.
            bool isFree = settled.Prices[j] == 0;
            unsold += Prices[j] * Math.Abs(market.Supply[j] - demand);
            violation += isFree ? Math.Max(0, -Math.Log(a)) : Math.Abs(Math.Log(a));
            _scale[j] = (isFree ? Math.Min(1, a) : a) / settled.Units[j];
        }
        // Without prices there is no telling which goods need to be sold.
        ViolationOfAllocation = IsDefined ? violation / m : double.NaN;
        ComplementarySlackness = IsDefined ? unsold / budget : double.NaN;
    }

    public Question? AskGap(int rowsPerBlock) => !IsDefined ? null
        : new Question(Measuring.Gap, [rowsPerBlock, .. _scale, .. Prices, .. _announced]);

    public void TakeGap(Total total)
    {
        int m = market.GoodCount;
        double budgets = total.Sums[m];
        NashGap = total.Sums[m + 1] / budgets;
        LogNashWelfare = total.Sums[m + 2] / budgets;
        LogFixedPriceWelfare = total.Sums[m + 3] / budgets;
        SocialWelfare = total.Sums[m + 4] / budgets;
        Worst = [.. total.Listed.Chunk(2).Select(pair => (Buyer: (long)pair[0], Regret: pair[1]))
            .OrderByDescending(w => w.Regret).ThenBy(w => w.Buyer).Take(Passes.RegretList.Kept)];
    }

    public Question? AskRows(int firstBlock, int blockCount) => !IsDefined ? null
        : new Question(Measuring.List, [firstBlock, blockCount, .. _scale, .. Prices, .. _announced]);
}
