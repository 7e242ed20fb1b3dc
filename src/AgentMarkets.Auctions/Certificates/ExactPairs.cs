using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>The two highest of independent bids, known without sampling.</summary>
internal sealed class ExactPairs : IPairBand
{
    private readonly TwoHighestBids _law;

    /// <param name="bidder">The own number.</param>
    /// <param name="breaks">Bids at which laws may bend or jump.</param>
    /// <param name="isPolynomial">Whether they are polynomials between them, of degree 15 or less together.</param>
    /// <param name="cells">Of bids.</param>
    public ExactPairs(OneItem rule, int bidder, IReadOnlyList<(int Bidder, IBidLaw Law)> rivals,
        IEnumerable<double> breaks, bool isPolynomial, int cells)
    {
        Reserve = rule.Reserve;
        _law = new TwoHighestBids(rule.Options.Ties, bidder, rivals, Reserve, breaks, cells);
        Slack = isPolynomial ? 0 : _law.Width;
    }

    public double Enough => _law.Highest;

    public double Reserve { get; }

    public double Distance => 0;

    public double Slack { get; }

    public Met Below(double bid) => _law.Below(bid);

    public Met UpTo(double bid) => _law.UpTo(bid);

    public Met? Tied(double bid) => _law.Tied(bid);

    public double[] Cells => _law.Cells;

    public IPairBand Estimate => this;
}
