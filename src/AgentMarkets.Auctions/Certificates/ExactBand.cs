using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>The law of the highest rival bid, known without sampling; only its integral may leave something
/// open.</summary>
/// <remarks>
/// A law that is a polynomial between its breaks is integrated exactly, by Gauss and Legendre's rule; of any other
/// law F the integral over a cell lies between its width times F at the two ends, since F never falls.
/// </remarks>
internal sealed class ExactBand : IChanceBand
{
    private const int Steps = 1 << 14;

    private readonly IHighestBidLaw _law;
    private readonly double[] _breaks;
    private readonly double _reserve;
    private readonly bool _isPolynomial;
    private readonly Lazy<(double[] Bids, Between[] Integrals)> _table;

    /// <param name="breaks">Bids at which the law may bend or jump.</param>
    /// <param name="isPolynomial">Whether it is a polynomial of degree 15 or less between them.</param>
    public ExactBand(IHighestBidLaw law, IEnumerable<double> breaks, bool isPolynomial, double reserve)
    {
        (_law, _isPolynomial, _reserve) = (law, isPolynomial, reserve);
        _breaks = [.. breaks.Concat(law.Atoms).Distinct().Order()];
        _table = new(Tabulate);
    }

    public double Enough => _law.Highest;

    public IChanceBand Estimate => this;

    public Between Below(double bid) => Between.Exactly(_law.Below(bid));

    public Between UpTo(double bid) => Between.Exactly(_law.UpTo(bid));

    public Between Tied(double bid) => Between.Exactly(_law.Tied(bid));

    public Between Integral(double bid)
    {
        if (bid <= _reserve)
        {
            return default;
        }
        var (bids, integrals) = _table.Value;
        int found = Array.BinarySearch(bids, bid);
        int cell = found >= 0 ? found : ~found - 1;
        var before = integrals[cell];
        var rest = Cell(bids[cell], bid);
        return new Between(before.Low + rest.Low, before.High + rest.High);
    }

    public double[] Cells(double low, double high, int count) => BidCells.Even(low, high, count, _breaks);

    private (double[] Bids, Between[] Integrals) Tabulate()
    {
        double[] bids = BidCells.Even(_reserve, Math.Max(_reserve, Enough), Steps, _breaks);
        var integrals = new Between[bids.Length];
        for (int k = 1; k < bids.Length; k++)
        {
            var cell = Cell(bids[k - 1], bids[k]);
            integrals[k] = new Between(integrals[k - 1].Low + cell.Low, integrals[k - 1].High + cell.High);
        }
        return (bids, integrals);
    }

    /// <summary>The integral over a cell without breaks inside.</summary>
    private Between Cell(double from, double to)
    {
        if (!_isPolynomial || to > Enough)
        {
            return new Between((to - from) * _law.UpTo(from), (to - from) * _law.Below(to));
        }
        double sum = 0;
        foreach (var (node, weight) in GaussLegendre.Eight)
        {
            sum += weight * _law.UpTo(from + node * (to - from));
        }
        return Between.Exactly((to - from) * sum);
    }
}
