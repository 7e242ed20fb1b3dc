namespace AgentMarkets.Auctions.Equilibria;

/// <summary>An equilibrium in which a type or a bid is several numbers, and all bidders bid alike.</summary>
internal sealed class MultiNumberEquilibrium(string source, BidRule bid) : IEquilibrium
{
    public string Source => source;

    public double UtilityOfAll { get; init; } = double.NaN;

    public double Revenue { get; init; } = double.NaN;

    public double? SameMultiplier { get; init; }

    public double Efficiency { get; init; } = double.NaN;

    public Func<int, bool> ComparesNumber { get; init; } = _ => true;

    /// <summary>Types below are not compared: they win nothing whatever they bid.</summary>
    public double Reserve { get; init; }

    public void Bid(int bidder, ReadOnlySpan<double> type, Span<double> to) => bid(type, to);

    public double Utility(int bidder) => UtilityOfAll;

    public double? Multiplier(int bidder) => SameMultiplier;

    public bool IsCompared(int number) => ComparesNumber(number);

    public bool IsCompared(int bidder, ReadOnlySpan<double> type) => type[^1] >= Reserve;
}

/// <summary>From a type [D] to a bid [A], written in place.</summary>
internal delegate void BidRule(ReadOnlySpan<double> type, Span<double> bid);
