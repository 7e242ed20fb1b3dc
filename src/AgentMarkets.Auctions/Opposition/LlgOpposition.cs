using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a local of <see cref="Llg"/> faces under a core rule: a sample of the other local's and the global
/// bidder's bids.</summary>
/// <remarks>
/// A bid b wins the games with T = B - b_2 below it. With n(b) of these, S sums of samples and D(X, b) the sum of
/// (b - X)+ over the sample, payments of all games add up to
///   nearest-vcg   (S(T+, b) + b n(b) - D(B, b))/2
///   nearest-zero  b n(b) - D(max(B/2, T), b)
///   nearest-bid   (sum of b + T over -b &lt; T &lt; b, - D(B + b_2, b))/2
///   proportional  b times the sum of B/(b + b_2) over T &lt; b, a pass over the sample
/// (docs/packages.md, 6; B &lt; b, B + b_2 &lt; b and max(B/2, T) &lt; b each imply T &lt; b.)
/// </remarks>
internal sealed class LlgOpposition : IOpposition
{
    // Bids tried where every bid takes a pass over the sample, and of a utility that needs every game.
    private const int PassesTried = 1 << 10, BidsTried = 1 << 7, GamesKept = 1 << 13;

    private readonly Llg _rule;
    private readonly double[] _threshold;                   // T, ascending
    private readonly double[] _other, _global;              // b_2 and B of the same games
    private readonly double[] _thresholdsBefore;            // prefix sums of T (nearest-bid) or of T+
    private readonly SortedSums? _kink;                     // the X of D(X, b)

    /// <param name="statistic">[S, 2]: the other local's bid, the global bidder's.</param>
    public LlgOpposition(Llg rule, double[] statistic)
    {
        _rule = rule;
        int games = statistic.Length / 2;
        (_threshold, _other, _global) = (new double[games], new double[games], new double[games]);
        var place = new int[games];
        for (int s = 0; s < games; s++)
        {
            (_threshold[s], place[s]) = (statistic[2 * s + 1] - statistic[2 * s], s);
        }
        Array.Sort(_threshold, place);
        for (int s = 0; s < games; s++)
        {
            (_other[s], _global[s]) = (statistic[2 * place[s]], statistic[2 * place[s] + 1]);
        }
        _thresholdsBefore = PrefixSums.Of(_threshold,
            rule.Payment == LlgPayment.NearestBid ? double.NegativeInfinity : 0);
        _kink = rule.Payment == LlgPayment.Proportional ? null
            : new SortedSums([.. Enumerable.Range(0, games).Select(Kink)]);
    }

    private int Count => _threshold.Length;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double b = bid[0];
        var (below, upTo) = (Below(b, orEqual: false), Below(b, orEqual: true));
        double share = _rule.LocalsShareOfTie;
        int kinks = _kink?.Below(b) ?? 0, negative = Below(-b, orEqual: true);
        double sum = Payments(b, below, kinks, negative);
        win[0] = (below + share * (upTo - below)) / Count;
        // Who ties pays its bid: B = b + b_2.
        return (sum + share * (upTo - below) * b) / Count;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        if (utility.IsQuasiLinear)
        {
            Span<double> win = stackalloc double[1];
            double paid = Fare(bid, win);
            return worth[0] * win[0] - cost * paid;
        }
        return OverGames(worth[0], cost, bid[0], _rule.LocalsShareOfTie, utility);
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        if (!utility.IsQuasiLinear)
        {
            BestOfFew(worth, cost, utility, best, bids);
            return;
        }
        var envelope = _kink is null ? EnvelopeByPasses() : Envelope();
        if (cost.IsEmpty)
        {
            envelope.Highest(worth, best, bids);
            return;
        }
        for (int t = 0; t < best.Length; t++)
        {
            // v Q - c P = c (v/c Q - P)
            envelope.Highest([worth[t] / cost[t]], best.Slice(t, 1), bids.Slice(t, 1));
            best[t] *= cost[t];
        }
    }

    /// <summary>The lines v Q - P of a bid of 0 and of the bids just above every T.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UpperEnvelope Envelope()
    {
        var envelope = new UpperEnvelope(Count + 1);
        AddZero(envelope);
        double[] kinks = _kink!.Values;
        int below = 0, negative = Below(0, orEqual: true);
        for (int k = Below(0, orEqual: false); k < Count; k++)
        {
            double b = _threshold[k];
            if (k + 1 < Count && _threshold[k + 1] == b)
            {
                continue;
            }
            while (below < Count && kinks[below] < b)
            {
                below++;
            }
            while (negative > 0 && _threshold[negative - 1] > -b)
            {
                negative--;
            }
            envelope.Add((k + 1.0) / Count, -Payments(b, k + 1, below, negative) / Count, b);
        }
        return envelope;
    }

    private UpperEnvelope EnvelopeByPasses()
    {
        var envelope = new UpperEnvelope(PassesTried + 2);
        AddZero(envelope);
        foreach (int k in Spread(Below(0, orEqual: false), PassesTried))
        {
            int upTo = Below(_threshold[k], orEqual: true);
            envelope.Add((double)upTo / Count, -Payments(_threshold[k], upTo, 0, 0) / Count, _threshold[k]);
        }
        return envelope;
    }

    private void AddZero(UpperEnvelope envelope)
    {
        Span<double> win = stackalloc double[1];
        double paid = Fare([0], win);
        envelope.Add(win[0], -paid, 0);
    }

    private void BestOfFew(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        int[] tried = [.. Spread(Below(0, orEqual: false), BidsTried)];
        for (int t = 0; t < best.Length; t++)
        {
            double unit = cost.IsEmpty ? 1 : cost[t];
            (best[t], bids[t]) = (OverGames(worth[t], unit, 0, _rule.LocalsShareOfTie, utility), 0);
            foreach (int k in tried)
            {
                double u = OverGames(worth[t], unit, _threshold[k], 1, utility);
                (best[t], bids[t]) = u > best[t] ? (u, _threshold[k]) : (best[t], bids[t]);
            }
        }
    }

    /// <summary>At most so many of the games from one on, evenly, the last among them.</summary>
    private IEnumerable<int> Spread(int from, int most)
    {
        int count = Math.Min(most, Count - from);
        return Enumerable.Range(1, Math.Max(0, count)).Select(k => from + (int)((long)k * (Count - from) / count) - 1);
    }

    /// <summary>E u over some of the games, evenly in the order of T.</summary>
    private double OverGames(double worth, double cost, double b, double share, IUtility utility)
    {
        int kept = Math.Min(Count, GamesKept);
        double sum = 0;
        for (int k = 0; k < kept; k++)
        {
            int s = (int)((2L * k + 1) * Count / (2 * kept));
            double x = _threshold[s] < b ? 1 : _threshold[s] == b ? share : 0;
            sum += x == 0 ? utility.Lost(0)
                : x * utility.Won(worth, cost * _rule.Local(b, _other[s], _global[s])) + (1 - x) * utility.Lost(0);
        }
        return sum / kept;
    }

    /// <summary>What b pays in the first games, all of them won.</summary>
    /// <param name="count">n(b), with or without those that tie.</param>
    /// <param name="kinks">How many X are below b.</param>
    /// <param name="negative">How many T are -b or below.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Payments(double b, int count, int kinks, int negative)
    {
        switch (_rule.Payment)
        {
            case LlgPayment.NearestVcg:
                return (_thresholdsBefore[count] + b * count - _kink!.Excess(b, kinks)) / 2;
            case LlgPayment.NearestZero:
                return b * count - _kink!.Excess(b, kinks);
            case LlgPayment.NearestBid:
                int free = Math.Min(negative, count);
                double both = b * (count - free) + _thresholdsBefore[count] - _thresholdsBefore[free];
                return (both - _kink!.Excess(b, kinks)) / 2;
            default:
                return b == 0 ? 0 : b * Ratios(b, count);
        }
    }

    private double Kink(int game) => _rule.Payment switch
    {
        LlgPayment.NearestVcg => _global[game],
        LlgPayment.NearestZero => Math.Max(_global[game] / 2, _threshold[game]),
        _ => _global[game] + _other[game],
    };

    /// <summary>The sum of B/(b + b_2) over the first games.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Ratios(double b, int count)
    {
        var (own, sums) = (Vector512.Create(b), Vector512<double>.Zero);
        int s = 0;
        for (; s + Vector512<double>.Count <= count; s += Vector512<double>.Count)
        {
            sums += Vector512.LoadUnsafe(ref _global[s]) / (own + Vector512.LoadUnsafe(ref _other[s]));
        }
        double sum = Vector512.Sum(sums);
        for (; s < count; s++)
        {
            sum += _global[s] / (b + _other[s]);
        }
        return sum;
    }

    /// <summary>n(T below b), or with those equal to it.</summary>
    private int Below(double b, bool orEqual) => Ascending.Count(_threshold, b, orEqual);
}
