using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The highest bid of correlated rivals given the own type, and what the item is worth where they bid
/// less.</summary>
/// <remarks>
/// docs/auctions.md, 4. Given the shared draw u rivals are independent, so P(m below b) = int_0^1 prod_j P(o_j below
/// beta_j^-1(b) given u) du: between the places where an end of some law is passed a smooth function of u, for all laws
/// but one a polynomial, and Gauss and Legendre's rule is exact for it, or nearly so.
/// </remarks>
internal sealed class ConditionalBids(TieRule ties, IConditionalLaw law, IReadOnlyList<GivenBids> rivals)
    : IHighestBidLaw
{
    // What was asked for last: tables ask for every bid more than once, and for its neighbours.
    private readonly (double Bid, bool OrEqual, (double Win, double Value) Found)[] _last =
        [.. Enumerable.Repeat((double.NaN, false, (0.0, 0.0)), 4)];

    private int _next;

    public double Highest => rivals.Max(rival => rival.Highest);

    public IEnumerable<double> Atoms => rivals.SelectMany(rival => rival.IsMember && law.Atom is { } place
        ? rival.Flat.Append(rival.At(place)) : rival.Flat);

    public double Below(double bid) => Plain(bid, orEqual: false).Win;

    public double UpTo(double bid) => Plain(bid, orEqual: true).Win;

    public double Tied(double bid) => Shared(bid).Win;

    /// <summary>E[V; all rivals bid at most so much].</summary>
    public double ValueUpTo(double bid) => Plain(bid, orEqual: true).Value;

    /// <summary>E[V; the bid wins], ties shared by the rule.</summary>
    public double ValueTied(double bid) => Shared(bid).Value;

    /// <summary>Ties as of independent rivals: see <see cref="IndependentBids.Tied"/>.</summary>
    private (double Win, double Value) Shared(double bid)
    {
        if (ties is TieRule.Nobody or TieRule.Lowest)
        {
            return Integral(bid, 0, ties == TieRule.Lowest ? 1 : 0);
        }
        var below = Plain(bid, orEqual: false);
        if (below == Plain(bid, orEqual: true))
        {
            return below;
        }
        double win = 0, value = 0;
        foreach (var (t, weight) in GaussLegendre.Eight)
        {
            var at = Integral(bid, t, t);
            (win, value) = (win + weight * at.Win, value + weight * at.Value);
        }
        return (win, value);
    }

    /// <summary>Without ties, or with all of them won.</summary>
    private (double Win, double Value) Plain(double bid, bool orEqual)
    {
        // A bid that nobody makes with a probability of its own is the same with and without ties.
        orEqual |= law.Atom is null && !rivals.Any(rival => rival.IsFlatAt(bid));
        foreach (var (known, ties, found) in _last)
        {
            if (known == bid && ties == orEqual)
            {
                return found;
            }
        }
        double tie = orEqual ? 1 : 0;
        _last[_next] = (bid, orEqual, Integral(bid, tie, tie));
        int at = _next;
        _next = (_next + 1) % _last.Length;
        return _last[at].Found;
    }

    /// <summary>Where a rival that ties is beaten with the probability <paramref name="lower"/>, or (of a higher number
    /// than the own) <paramref name="higher"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Win, double Value) Integral(double bid, double lower, double higher)
    {
        Span<double> below = stackalloc double[rivals.Count], upTo = stackalloc double[rivals.Count];
        Span<double> cuts = stackalloc double[4 * rivals.Count + 2];
        cuts[0] = 0;
        int count = 1;
        for (int j = 0; j < rivals.Count; j++)
        {
            upTo[j] = rivals[j].Place(bid, orEqual: true);
            below[j] = lower == 1 && higher == 1 ? upTo[j] : rivals[j].Place(bid, orEqual: false);
            if (rivals[j].IsMember)
            {
                count += law.Cuts(upTo[j], cuts[count..]);
                count += below[j] == upTo[j] ? 0 : law.Cuts(below[j], cuts[count..]);
            }
        }
        cuts[count++] = 1;
        foreach (ref double cut in cuts[..count])
        {
            cut = cut > 0 ? Math.Min(cut, 1) : 0;
        }
        cuts[..count].Sort();
        double win = 0, value = 0;
        for (int piece = 1; piece < count; piece++)
        {
            double from = cuts[piece - 1], width = cuts[piece] - from;
            if (width <= 0)
            {
                continue;
            }
            foreach (var (node, weight) in GaussLegendre.Eight)
            {
                var (chance, worth) = Given(law.At(from + width * node), bid, below, upTo, (lower, higher));
                (win, value) = (win + width * weight * chance, value + width * weight * chance * worth);
            }
        }
        return (win, value);
    }

    /// <summary>Given what is shared: the chance to win, and the mean value where that happens.</summary>
    private (double Chance, double Value) Given(EvenPlaces law, double bid, ReadOnlySpan<double> below,
        ReadOnlySpan<double> upTo, (double Lower, double Higher) tie)
    {
        double chance = 1, places = 0;
        for (int j = 0; j < rivals.Count && chance > 0; j++)
        {
            var rival = rivals[j];
            var (all, allFirst) = Of(law, rival, bid, upTo[j], orEqual: true);
            var (under, underFirst) = tie is (1, 1) || (upTo[j] == below[j] && law.Low != law.High)
                ? (all, allFirst) : Of(law, rival, bid, below[j], orEqual: false);
            Add(rival.Lower, tie.Lower);
            Add(rival.Higher, tie.Higher);

            void Add(int alike, double share)
            {
                double p = under + share * (all - under);
                for (int k = 0; k < alike; k++)
                {
                    chance *= p;
                }
                // E[o_j; beaten] over P(beaten)
                places += p > 0 && rival.IsMember ? alike * (underFirst + share * (allFirst - underFirst)) / p : 0;
            }
        }
        return (chance, law.Value + law.PerOther * places);
    }

    /// <summary>P(o below a place) and E[o; o below it] of one rival.</summary>
    private static (double Chance, double First) Of(EvenPlaces law, GivenBids rival, double bid, double place,
        bool orEqual)
    {
        if (!rival.IsMember)
        {
            return (place, 0);
        }
        if (law.Low == law.High)
        {
            // Places are found from bids with rounding: an atom is told by its bid.
            double made = rival.At(law.Low);
            return made < bid || (orEqual && made == bid) ? (1, law.Low) : (0, 0);
        }
        double end = Math.Clamp(place, law.Low, law.High), width = law.High - law.Low;
        return ((end - law.Low) / width, (end * end - law.Low * law.Low) / (2 * width));
    }
}
