using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>The mean prize of a bid, W(b) = sum_k V_k P(k-th prize), against independent bids: without
/// sampling.</summary>
internal sealed class ExactPrizes(IReadOnlyList<double> prizes, ExactRanks law, IEnumerable<double> breaks)
    : IChanceBand
{
    public double Enough => law.Highest;

    public double Most => prizes[0];

    public IChanceBand Estimate => this;

    public Between Below(double bid)
    {
        Span<double> win = stackalloc double[prizes.Count];
        law.WinBelow(bid, win);
        return Mean(win);
    }

    public Between UpTo(double bid) => Won(bid, above: true);

    public Between Tied(double bid) => Won(bid, above: false);

    public Between Integral(double bid) => default;

    public double[] Cells(double low, double high, int count) =>
        BidCells.Even(low, high, count, breaks.Concat(law.Atoms));

    private Between Won(double bid, bool above)
    {
        Span<double> win = stackalloc double[prizes.Count];
        law.Win(bid, above, win);
        return Mean(win);
    }

    private Between Mean(ReadOnlySpan<double> win)
    {
        double sum = 0;
        for (int k = 0; k < win.Length; k++)
        {
            sum += prizes[k] * win[k];
        }
        return Between.Exactly(sum);
    }
}
