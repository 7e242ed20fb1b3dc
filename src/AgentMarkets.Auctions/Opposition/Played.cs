using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder faces under any rule: a sample of the others' bids, against which every game is played
/// anew.</summary>
/// <remarks>
/// All bids meet the same games. Bids are tried on a lattice that ends a little above the highest bid of the others,
/// and then around the best of each type in ever smaller steps. So the best found is a lower bound of the sample's
/// supremum: where utility is smooth in the bid it falls short by the square of the last step, where it
/// jumps (a rival is
/// overbid) by up to the jumps within a step. The best of means over a sample in turn reads a little too high
/// (docs/auctions.md, 4).
/// </remarks>
internal sealed class Played : IOpposition
{
    /// <summary>Games that are kept: every bid meets each of them.</summary>
    public const int MostGames = 1 << 12;

    // Bids of the lattice in all, at least so many a number; then so many halvings of the step. Numbers that one call
    // of the rule may take: 32 MB.
    private const int LatticeBids = 1 << 9, FewestASide = 5, Halvings = 7, NumbersAtOnce = 1 << 22;

    private readonly IMechanism _mechanism;
    private readonly int _bidder;
    private readonly GameShape _shape;
    private readonly double[] _others;
    private readonly int _rivals;
    private readonly int _games;
    private readonly double _top;

    /// <param name="statistic">[S, N - 1, A]: the others' bids in the order of their numbers.</param>
    public Played(IMechanism mechanism, int bidder, int bidders, double[] statistic)
    {
        (_mechanism, _bidder, _others) = (mechanism, bidder, statistic);
        _shape = mechanism.Shape(bidders);
        _rivals = bidders - 1;
        _games = Math.Min(MostGames, statistic.Length / (_rivals * _shape.Bids));
        _top = 1.1 * Math.Max(1e-9, statistic.Max());
    }

    public int? GamesKept => _games;

    /// <summary>The others' bids, without a bidder's own: the statistic that is always enough.</summary>
    public static Func<int, double[]> Rivals(double[] bids, int bidders, int numbers) => bidder =>
    {
        int games = bids.Length / (bidders * numbers), width = (bidders - 1) * numbers, before = (bidder - 1) * numbers;
        var others = new double[games * width];
        for (int s = 0; s < games; s++)
        {
            var game = bids.AsSpan(s * bidders * numbers, bidders * numbers);
            game[..before].CopyTo(others.AsSpan(s * width));
            game[(before + numbers)..].CopyTo(others.AsSpan(s * width + before));
        }
        return others;
    };

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        Span<double> paid = stackalloc double[1];
        Fares(bid, win, paid);
        return paid[0];
    }

    public void Fares(ReadOnlySpan<double> bids, Span<double> win, Span<double> paid)
    {
        int k = _shape.Outcomes, a = _shape.Bids;
        for (int first = 0; first < paid.Length; first += BidsAtOnce)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(BidsAtOnce, paid.Length - first);
            var outcome = Play(bids.Slice(first * a, count * a));
            outcome.Win.mean([1L]).contiguous().AsSpan<double>().CopyTo(win.Slice(first * k, count * k));
            outcome.Paid().mean([1L]).contiguous().AsSpan<double>().CopyTo(paid.Slice(first, count));
        }
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        var payoff = new double[1];
        Payoffs(worth, [cost], bid, utility, payoff);
        return payoff[0];
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        int a = _shape.Bids;
        double[] unit = cost.IsEmpty ? [.. Enumerable.Repeat(1.0, best.Length)] : cost.ToArray();
        var actions = _mechanism.Actions(_bidder, _rivals + 1);
        int side = Math.Max(FewestASide, (int)Math.Round(Math.Pow(LatticeBids, 1.0 / a)));
        double[] lattice = actions ?? BidLattice.Of(a, side, _top);
        // [G, T]: what each bid earns each type.
        var payoffs = new double[lattice.Length / a * best.Length];
        Payoffs(worth, unit, lattice, utility, payoffs);
        best.Fill(double.NegativeInfinity);
        for (int g = 0; g < lattice.Length / a; g++)
        {
            for (int t = 0; t < best.Length; t++)
            {
                Take(payoffs[g * best.Length + t], lattice.AsSpan(g * a, a), t, best, bids);
            }
        }
        double step = _top / (side - 1);
        for (int halving = 0; actions is null && halving < Halvings; halving++)
        {
            step /= 2;
            Refine(step, worth, unit, utility, best, bids);
        }
    }

    /// <summary>Tries for every type the neighbours of its best bid, a step up and down in each number.</summary>
    private void Refine(double step, ReadOnlySpan<double> worth, double[] unit, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        int a = _shape.Bids, k = _shape.Outcomes, types = best.Length;
        var tried = new double[2 * a * types * a];
        for (int t = 0; t < types; t++)
        {
            for (int move = 0; move < 2 * a; move++)
            {
                var bid = tried.AsSpan((t * 2 * a + move) * a, a);
                bids.Slice(t * a, a).CopyTo(bid);
                bid[move / 2] = Math.Max(0, bid[move / 2] + (move % 2 == 0 ? step : -step));
            }
        }
        // Types that are close have the same best bid: each is played once.
        var (distinct, place) = Distinct(tried, a);
        var (win, paid) = (new double[distinct.Length / a * k], new double[distinct.Length / a]);
        if (utility.IsQuasiLinear)
        {
            Fares(distinct, win, paid);
        }
        for (int m = 0; m < place.Length; m++)
        {
            int t = m / (2 * a), at = place[m];
            var mine = worth.Slice(t * k, k);
            double u = utility.IsQuasiLinear ? Linear(mine, unit[t], win.AsSpan(at * k, k), paid[at])
                : Payoff(mine, unit[t], tried.AsSpan(m * a, a), utility);
            Take(u, tried.AsSpan(m * a, a), t, best, bids);
        }
    }

    private void Take(double payoff, ReadOnlySpan<double> bid, int t, Span<double> best, Span<double> bids)
    {
        if (payoff > best[t])
        {
            best[t] = payoff;
            bid.CopyTo(bids[(t * bid.Length)..]);
        }
    }

    private static double Linear(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> win, double paid)
    {
        double u = -cost * paid;
        for (int k = 0; k < worth.Length; k++)
        {
            u += win[k] * worth[k];
        }
        return u;
    }

    /// <summary>What each of G bids earns each of T types, [G, T]: quasi-linear from the means over games, else from
    /// every game.</summary>
    private void Payoffs(ReadOnlySpan<double> worth, double[] cost, ReadOnlySpan<double> bids, IUtility utility,
        double[] payoffs)
    {
        int types = cost.Length, k = _shape.Outcomes, a = _shape.Bids, count = bids.Length / a;
        if (utility.IsQuasiLinear)
        {
            var (win, paid) = (new double[count * k], new double[count]);
            Fares(bids, win, paid);
            for (int m = 0; m < payoffs.Length; m++)
            {
                payoffs[m] = Linear(worth.Slice(m % types * k, k), cost[m % types],
                    win.AsSpan(m / types * k, k), paid[m / types]);
            }
            return;
        }
        using var scope = NewDisposeScope();
        // [T, 1, K] and [T, 1, 1] against the games of one bid, [S, K].
        var of = tensor(worth.ToArray(), [types, 1, k]);
        var unit = tensor(cost, [types, 1, 1]);
        int typesAtOnce = Math.Max(1, NumbersAtOnce / (_games * k));
        for (int g = 0; g < count; g++)
        {
            using var one = NewDisposeScope();
            var played = Play(bids.Slice(g * a, a));
            var outcome = new Outcome(played.Win, played.Payment, played.Loss);
            for (int first = 0; first < types; first += typesAtOnce)
            {
                int some = Math.Min(typesAtOnce, types - first);
                ExpectedUtility.Of(utility, of.narrow(0, first, some).expand(some, _games, k),
                    unit.narrow(0, first, some), outcome).mean([1L])
                    .contiguous().AsSpan<double>().CopyTo(payoffs.AsSpan(g * types + first));
            }
        }
    }

    private int BidsAtOnce =>
        Math.Max(1, NumbersAtOnce / (_games * (_rivals + 1) * Math.Max(_shape.Bids, _shape.Outcomes)));

    /// <summary>All games with each of G bids: [G, S, K], and q [G, S, 1].</summary>
    private Outcome Play(ReadOnlySpan<double> bids)
    {
        int a = _shape.Bids, count = bids.Length / a, at = _bidder - 1;
        var others = tensor(_others, [_others.Length / (_rivals * a), _rivals, a]).narrow(0, 0, _games).unsqueeze(0)
            .expand(count, _games, _rivals, a);
        var own = tensor(bids.ToArray(), [count, 1, 1, a]).expand(count, _games, 1, a);
        var all = cat([others.narrow(2, 0, at), own, others.narrow(2, at, _rivals - at)], 2);
        var outcome = _mechanism.Clear(all);
        return new Outcome(outcome.Win.select(2, at), outcome.Payment.select(2, at), outcome.Loss?.select(2, at));
    }

    /// <summary>Bids without repetitions, ascending, and which one each was.</summary>
    private static (double[] Distinct, int[] Place) Distinct(double[] bids, int numbers)
    {
        int count = bids.Length / numbers, last = -1;
        int[] order = [.. Enumerable.Range(0, count)], place = new int[count];
        int Compare(int x, int y) =>
            bids.AsSpan(x * numbers, numbers).SequenceCompareTo(bids.AsSpan(y * numbers, numbers));
        Array.Sort(order, Compare);
        var distinct = new List<double>();
        foreach (int m in order)
        {
            if (last < 0 || Compare(last, m) != 0)
            {
                distinct.AddRange(bids.AsSpan(m * numbers, numbers));
            }
            (place[m], last) = (distinct.Count / numbers - 1, m);
        }
        return ([.. distinct], place);
    }
}
