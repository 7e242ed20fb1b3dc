using System.Runtime.InteropServices;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>Rivals with one bid function, which never falls, and one law.</summary>
internal sealed class GivenBids
{
    private readonly double[,] _knots;
    private readonly TabulatedBids _bids;
    private readonly int _last;
    private readonly (double Low, double High) _support;
    private (double Place, double Bid) _known = (double.NaN, 0);

    /// <param name="isMember">Whether its place has the law given the own; else it is a rank, and even on
    /// [0,1].</param>
    /// <param name="ranked">The prior that turns ranks into types; nothing where places are types.</param>
    public GivenBids(double[,] knots, bool isMember, Bidder? ranked, (double Low, double High) support)
    {
        (_knots, _bids, _last, _support) = (knots, new TabulatedBids(knots), knots.GetLength(0) - 1, support);
        (IsMember, Ranked) = (isMember, ranked);
        Flat = [.. Enumerable.Range(1, _last).Where(k => knots[k, 1] == knots[k - 1, 1]).Select(k => knots[k, 1])
            .Distinct()];
    }

    public bool IsMember { get; }

    public Bidder? Ranked { get; }

    /// <summary>How many of them have a lower number than the bidder whom they oppose, and how many a higher
    /// one.</summary>
    public int Lower { get; set; }

    /// <inheritdoc cref="Lower"/>
    public int Higher { get; set; }

    public double Highest => _knots[_last, 1];

    /// <summary>Bids of more types than one, ascending.</summary>
    public double[] Flat { get; }

    /// <summary>Whether more types than one make a bid.</summary>
    public bool IsFlatAt(double bid) => Flat.Length > 0 && Array.BinarySearch(Flat, bid) >= 0;

    /// <summary>Whether a bid function never falls.</summary>
    public static bool Ascends(double[,] knots) => Enumerable.Range(1, knots.GetLength(0) - 1)
        .All(k => knots[k, 1] >= knots[k - 1, 1] && double.IsFinite(knots[k, 1]));

    public bool IsLike(double[,] knots, bool isMember, Bidder? ranked) => isMember == IsMember
        && (ranked is null ? Ranked is null : Ranked is { } mine && mine.Prior == ranked.Prior
            && ranked.Prior.Bidders is null)
        && (ReferenceEquals(knots, _knots) || Numbers(knots).SequenceEqual(Numbers(_knots)));

    /// <summary>The bid of a place.</summary>
    public double At(double place)
    {
        if (_known.Place == place)
        {
            return _known.Bid;
        }
        Span<double> type = [place];
        Ranked?.Prior.Quantile(Ranked.Number, type);
        _known = (place, _bids.At(type[0]));
        return _known.Bid;
    }

    /// <summary>The place up to which bids are below <paramref name="bid"/>, or with those equal to it.</summary>
    public double Place(double bid, bool orEqual)
    {
        double type = TabulatedBids.LastBelow(_knots, bid, orEqual);
        type = double.IsInfinity(type) ? (type < 0 ? _support.Low : _support.High) : type;
        return Ranked is null ? type : Ranked.Prior.Cdf(Ranked.Number, type);
    }

    private static ReadOnlySpan<double> Numbers(double[,] knots) =>
        MemoryMarshal.CreateReadOnlySpan(ref knots[0, 0], knots.Length);
}
