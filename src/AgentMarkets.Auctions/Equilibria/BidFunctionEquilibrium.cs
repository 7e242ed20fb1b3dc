namespace AgentMarkets.Auctions.Equilibria;

/// <summary>An equilibrium in which a type and a bid are one number each.</summary>
/// <param name="bid">beta_i(v), bidders from 1.</param>
internal sealed class BidFunctionEquilibrium(string source, Func<int, double, double> bid) : IEquilibrium
{
    private readonly SortedDictionary<int, double> _utilities = [];
    private double? _revenue;

    /// <summary>All bidders bid alike.</summary>
    public BidFunctionEquilibrium(string source, Func<double, double> bid)
        : this(source, (_, v) => bid(v))
    {
    }

    public string Source => source;

    /// <summary>Asked once a bidder: quadrature may take a while.</summary>
    public Func<int, double> UtilityOf { get; init; } = _ => double.NaN;

    /// <summary>Asked once.</summary>
    public Func<double> RevenueOf { get; init; } = () => double.NaN;

    public double? SameMultiplier { get; init; }

    public double Efficiency { get; init; } = double.NaN;

    /// <summary>Which types are compared: a bidder and its type.</summary>
    public Func<int, double, bool> Compares { get; init; } = (_, _) => true;

    public double Revenue => _revenue ??= RevenueOf();

    public void Bid(int bidder, ReadOnlySpan<double> type, Span<double> to) => to[0] = bid(bidder, type[0]);

    public double Utility(int bidder)
    {
        if (!_utilities.TryGetValue(bidder, out double utility))
        {
            _utilities.Add(bidder, utility = UtilityOf(bidder));
        }
        return utility;
    }

    public double? Multiplier(int bidder) => SameMultiplier;

    public bool IsCompared(int bidder, ReadOnlySpan<double> type) => Compares(bidder, type[0]);
}
