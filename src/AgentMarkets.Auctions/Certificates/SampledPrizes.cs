using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>The mean prize of a bid from a sample of the highest rival bids y_1, y_2, ...</summary>
/// <remarks>W(b) = V_(L+1) + sum_(k up to L) (V_k - V_(k+1)) P(y_k below b), where L of the rivals' bids decide: prizes
/// descend, so that W is off by at most sum_k (V_k - V_(k+1)) d where each of L laws is off by d; with delta/L
/// each.</remarks>
internal sealed class SampledPrizes : IChanceBand
{
    private readonly SampledBand[] _ranks;
    private readonly double[] _steps;
    private readonly double _sure;

    /// <param name="ranks">L.</param>
    /// <param name="statistic">[S, L, 3], as <see cref="RankedBids"/> made it.</param>
    /// <param name="delta">The chance that any of the bands misses; 0 for bands without width.</param>
    public SampledPrizes(IReadOnlyList<double> prizes, int ranks, double[] statistic, double delta)
    {
        double Prize(int k) => k < prizes.Count ? prizes[k] : 0;
        int games = statistic.Length / (ranks * RankedBids.Width);
        _ranks = [.. Enumerable.Range(0, ranks).Select(k => new SampledBand([.. Enumerable.Range(0, games)
            .Select(s => statistic[(s * ranks + k) * RankedBids.Width])], delta / ranks, 0))];
        (_steps, _sure) = ([.. Enumerable.Range(0, ranks).Select(k => Prize(k) - Prize(k + 1))], Prize(ranks));
        Most = prizes[0];
    }

    private SampledPrizes(SampledPrizes band)
    {
        (_steps, _sure, Most) = (band._steps, band._sure, band.Most);
        _ranks = [.. band._ranks.Select(rank => (SampledBand)rank.Estimate)];
    }

    public double Enough => _ranks[0].Enough;

    public double Most { get; }

    public IChanceBand Estimate => new SampledPrizes(this);

    public Between Below(double bid) => Mean(rank => rank.Below(bid));

    public Between UpTo(double bid) => Mean(rank => rank.UpTo(bid));

    public Between Tied(double bid) => new(Below(bid).Low, UpTo(bid).High);

    public Between Integral(double bid) => default;

    public double[] Cells(double low, double high, int count) => _ranks[0].Cells(low, high, count);

    private Between Mean(Func<SampledBand, Between> of)
    {
        double low = _sure, high = _sure;
        for (int k = 0; k < _steps.Length; k++)
        {
            var chance = of(_ranks[k]);
            (low, high) = (low + _steps[k] * chance.Low, high + _steps[k] * chance.High);
        }
        return new Between(low, high);
    }
}
