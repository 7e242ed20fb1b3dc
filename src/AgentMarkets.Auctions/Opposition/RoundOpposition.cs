using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder faces in a sequence of rounds: a sample of what it would have to beat in each.</summary>
/// <remarks>
/// A plan b_1, ..., b_K wins round k iff z_1 >= b_1, ..., z_{k-1} >= b_{k-1} and b_k > z_k. On a grid of plans the
/// games are counted by cells of z, and then summed along every axis; each plan is a line v Q - P in the value, and the
/// best reply of all types the upper envelope of these lines. Plans are finer the fewer the rounds: 512 bids a round
/// for two rounds, 64 for three.
/// </remarks>
internal sealed class RoundOpposition(Sequential rule, double[] statistic) : IOpposition
{
    private const int GridPlans = 1 << 18, GamesKept = 1 << 13;

    private readonly int _items = rule.Items;
    private readonly int _games = statistic.Length / (2 * rule.Items);
    private UpperEnvelope? _envelope;
    private double[][] _plans = [];

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        win.Clear();
        double paid = 0;
        for (int s = 0; s < _games; s++)
        {
            paid += Play(statistic.AsSpan(s * 2 * _items, 2 * _items), bid, win);
        }
        for (int k = 0; k < _items; k++)
        {
            win[k] /= _games;
        }
        return paid / _games;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        Span<double> win = stackalloc double[_items];
        if (utility.IsQuasiLinear)
        {
            double sum = -cost * Fare(bid, win);
            for (int k = 0; k < _items; k++)
            {
                sum += win[k] * worth[k];
            }
            return sum;
        }
        int kept = Math.Min(_games, GamesKept);
        double total = 0;
        for (int j = 0; j < kept; j++)
        {
            var game = statistic.AsSpan((int)((2L * j + 1) * _games / (2 * kept)) * 2 * _items, 2 * _items);
            double left = 1;
            for (int k = 0; k < _items && left > 0; k++)
            {
                double chance = left * Chance(game, k, bid[k]);
                total += chance > 0 ? chance * utility.Won(worth[k], cost * rule.PriceOf(bid[k], game[2 * k])) : 0;
                left -= chance;
            }
            total += left > 0 ? left * utility.Lost(0) : 0;
        }
        return total / kept;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        if (!utility.IsQuasiLinear || !cost.IsEmpty)
        {
            double highest = 0;
            for (int k = 0; k < statistic.Length; k += 2)
            {
                highest = Math.Max(highest, statistic[k]);
            }
            new BidSearch(this, _items, [.. Enumerable.Repeat((0.0, 1.05 * highest), _items)])
                .Best(worth, cost, utility, best, bids);
            return;
        }
        _envelope ??= Envelope();
        int[] order = [.. Enumerable.Range(0, best.Length)];
        double[] values = new double[best.Length], highestOf = new double[best.Length], plans = new double[best.Length];
        for (int t = 0; t < values.Length; t++)
        {
            values[t] = worth[t * _items];
        }
        Array.Sort(values, order);
        _envelope.Highest(values, highestOf, plans);
        for (int t = 0; t < order.Length; t++)
        {
            best[order[t]] = highestOf[t];
            Plan((int)plans[t]).CopyTo(bids[(order[t] * _items)..]);
        }
    }

    /// <summary>P(round k is won, given that it is reached).</summary>
    private double Chance(ReadOnlySpan<double> game, int k, double bid) =>
        !rule.Options.CanWin(bid) || bid < game[2 * k] ? 0 : bid > game[2 * k] ? 1 : game[2 * k + 1];

    /// <summary>Adds what each round is won with, and returns the mean payment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Play(ReadOnlySpan<double> game, ReadOnlySpan<double> bid, Span<double> win)
    {
        double left = 1, paid = 0;
        for (int k = 0; k < _items && left > 0; k++)
        {
            double chance = left * Chance(game, k, bid[k]);
            if (chance > 0)
            {
                win[k] += chance;
                paid += chance * rule.PriceOf(bid[k], game[2 * k]);
                left -= chance;
            }
        }
        return paid;
    }

    /// <summary>The bids of a plan by its number, the last round's place varying fastest.</summary>
    private double[] Plan(int number)
    {
        var bid = new double[_items];
        for (int k = _items - 1; k >= 0; k--)
        {
            (number, int place) = Math.DivRem(number, _plans[k].Length);
            bid[k] = _plans[k][place];
        }
        return bid;
    }

    private UpperEnvelope Envelope()
    {
        _plans = [.. Enumerable.Range(0, _items).Select(Bids)];
        int count = _plans.Aggregate(1, (product, bids) => product * bids.Length);
        var (win, paid) = (new double[count], new double[count]);
        for (int k = 0; k < _items; k++)
        {
            AddRound(k, win, paid);
        }
        int[] order = [.. Enumerable.Range(0, count)];
        var slopes = (double[])win.Clone();
        Array.Sort(slopes, order);
        var envelope = new UpperEnvelope(count);
        foreach (int plan in order)
        {
            envelope.Add(win[plan], -paid[plan], plan);
        }
        return envelope;
    }

    /// <summary>Bids worth making in a round, and just above them: place 0 is to make none.</summary>
    private double[] Bids(int k)
    {
        int size = Math.Max(4, (int)Math.Pow(GridPlans, 1.0 / _items)) - 2;
        double least = Math.Max(0, rule.Options.Reserve);
        double[] above = [.. Enumerable.Range(0, _games).Select(s => statistic[(s * _items + k) * 2])
            .Where(z => z > least)];
        Array.Sort(above);
        return [0, .. Enumerable.Range(1, Math.Min(size, above.Length))
            .Select(j => above[(int)((long)j * above.Length / Math.Min(size, above.Length)) - 1])
            .Prepend(least).Distinct()];
    }

    /// <summary>Adds to every plan how often it wins round k and what it then pays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRound(int k, double[] win, double[] paid)
    {
        // Cells of z_1, ..., z_k by the lowest place that beats it; a place too high for any is past the end.
        int[] sizes = [.. _plans.Take(k + 1).Select((bids, j) => bids.Length + (j < k ? 1 : 0))];
        int cells = sizes.Aggregate(1, (product, size) => product * size);
        var (count, price) = (new double[cells], new double[cells]);
        for (int s = 0; s < _games; s++)
        {
            int cell = 0, place = 0;
            for (int j = 0; j <= k; j++)
            {
                place = FirstAbove(_plans[j], statistic[(s * _items + j) * 2]);
                cell = cell * sizes[j] + Math.Min(place, sizes[j] - 1);
            }
            if (place < sizes[k])
            {
                count[cell] += 1.0 / _games;
                price[cell] += rule.PaysOwnBid ? 0
                    : rule.PriceOf(0, statistic[(s * _items + k) * 2]) / _games;
            }
        }
        // Round j below k is survived by places below that of z_j; round k is won from its place on.
        for (int j = 0, after = cells; j <= k; j++)
        {
            after /= sizes[j];
            Accumulate(count, sizes[j], after, backward: j < k);
            Accumulate(price, sizes[j], after, backward: j < k);
        }
        Spread(k, sizes, count, price, win, paid);
    }

    private void Spread(int k, int[] sizes, double[] count, double[] price, double[] win, double[] paid)
    {
        int later = _plans.Skip(k + 1).Aggregate(1, (product, bids) => product * bids.Length);
        for (int plan = 0; plan < win.Length; plan++)
        {
            int rest = plan / later, cell = 0, scale = 1;
            int last = rest % _plans[k].Length;
            for (int j = k; j >= 0; j--)
            {
                (rest, int place) = Math.DivRem(rest, _plans[j].Length);
                // To survive, z_j's place has to be above one's own.
                cell += (j < k ? place + 1 : place) * scale;
                scale *= sizes[j];
            }
            win[plan] += count[cell];
            paid[plan] += rule.PaysOwnBid ? count[cell] * _plans[k][last] : price[cell];
        }
    }

    /// <summary>Sums along one axis: up to each place, or from it on.</summary>
    private static void Accumulate(double[] numbers, int size, int after, bool backward)
    {
        for (int first = 0; first < numbers.Length; first += size * after)
        {
            for (int place = 1; place < size; place++)
            {
                int from = backward ? size - place : place - 1, to = backward ? from - 1 : place;
                for (int c = 0; c < after; c++)
                {
                    numbers[first + to * after + c] += numbers[first + from * after + c];
                }
            }
        }
    }

    /// <summary>The lowest place whose bid, or one just above it, beats z; place 0 beats nothing.</summary>
    private static int FirstAbove(double[] bids, double z)
    {
        int at = Array.BinarySearch(bids, 1, bids.Length - 1, z);
        return at < 0 ? ~at : at;
    }
}
