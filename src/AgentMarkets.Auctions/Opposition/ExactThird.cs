using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The law of the two highest rival bids where it is known without sampling, for a rule that asks for the
/// third highest bid.</summary>
/// <remarks>For utilities of which means say all.</remarks>
internal sealed class ExactThird : IRivals
{
    private const int GridSize = 2049;

    private readonly OneItem _rule;
    private readonly TwoHighestBids _law;
    private readonly double[] _bids;
    private readonly Lazy<Met[]> _above;

    public ExactThird(OneItem rule, int bidder, IReadOnlyList<(int Bidder, IBidLaw Law)> rivals)
    {
        _rule = rule;
        _law = new TwoHighestBids(rule.Options.Ties, bidder, rivals, rule.Reserve, [], GridSize - 1);
        double top = rivals.Max(rival => rival.Law.Highest);
        _bids = [.. Enumerable.Range(0, GridSize).Select(k => top * k / (GridSize - 1))
            .Concat(_law.Atoms.Where(b => b > 0 && b <= top)).Distinct().Order()];
        _above = new(() => [.. _bids.Select(_law.UpTo)]);
    }

    public int Count => _bids.Length;

    /// <exception cref="NotSupportedException">Always: pairs of bids make too many games.</exception>
    public IReadOnlyList<RivalGame> Games => throw new NotSupportedException(
        $"{_rule.GetType().Name} is exact for quasi-linear utilities only.");

    public double Bid(int k) => _bids[k];

    public Met Above(int k) => _above.Value[k];

    public Met At(double bid) => _law.Tied(bid);
}
