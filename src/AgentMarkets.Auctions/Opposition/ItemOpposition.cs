using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder for one item faces: the law of the highest rival bids, whatever the rule of
/// payment.</summary>
/// <remarks>
/// With m the highest and t the second highest rival bid and the weights of <see cref="ItemPrice"/>:
/// P(b) = Own b Q(b) + Second E[m; wins] + Third E[t; wins] + [losers pay] b (1 - Q(b)) + the entry fee.
/// </remarks>
internal sealed class ItemOpposition(ItemPrice price, ItemOptions options, IRivals rivals) : IOpposition
{
    public ItemOpposition(OneItem rule, IRivals rivals)
        : this(rule.Price, rule.Options, rivals)
    {
    }

    // Bids tried where the utility is not quasi-linear: no envelope serves there.
    private const int BidsTried = 1 << 11;
    private const int OwnBidsTried = 1 << 5;

    // Of bids that are the same the last, which is above all of them.
    private readonly Lazy<int[]> _ends = new(() => [.. Enumerable.Range(0, rivals.Count)
        .Where(k => k + 1 == rivals.Count || rivals.Bid(k + 1) != rivals.Bid(k))]);

    /// <summary>Where the price depends on the own bid and on another, a utility that is not quasi-linear is searched
    /// in steps.</summary>
    public double Slack => price is { Own: not 0, Second: not 0 } ? 1e-3 : 1e-9;

    private readonly Lazy<int[]> _gameEnds = new(() =>
    {
        var games = rivals.Games;
        return [.. Enumerable.Range(0, games.Count)
            .Where(k => k + 1 == games.Count || games[k + 1].Second != games[k].Second)];
    });

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        var met = Meets(bid[0]);
        win[0] = met.Win;
        return Payment(bid[0], met);
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        double b = bid[0];
        var met = Meets(b);
        if (utility.IsQuasiLinear)
        {
            return worth[0] * met.Win - cost * Payment(b, met);
        }
        double lost = (1 - met.Win) * utility.Lost(cost * Loss(b));
        if (price is { Second: 0, Third: 0 })
        {
            return met.Win * utility.Won(worth[0], cost * Price(b, 0, 0)) + lost;
        }
        double sum = 0, won = 0;
        foreach (var game in options.CanWin(b) ? rivals.Games : [])
        {
            double x = game.Weight * (game.Second < b ? 1 : game.Second == b ? game.Share : 0);
            won += x;
            sum += x == 0 ? 0 : x * utility.Won(worth[0], cost * Price(b, game.Second, game.Third));
        }
        // What the few games leave out of the chance to win lies just below the bid.
        double rest = price.Third == 0 ? met.Win - won : 0;
        return sum + (rest == 0 ? 0 : rest * utility.Won(worth[0], cost * Price(b, b, 0))) + lost;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        if (utility.IsQuasiLinear && cost.IsEmpty)
        {
            Envelope().Highest(worth, best, bids);
            return;
        }
        for (int t = 0; t < worth.Length; t++)
        {
            double unit = cost.IsEmpty ? 1 : cost[t];
            (best[t], bids[t]) = price is { Second: 0, Third: 0 }
                ? BestOwnPrice(worth[t], unit, utility)
                : price.Own == 0 ? BestOtherPrice(worth[t], unit, utility)
                : BestOfBothPrices(worth[t], unit, utility);
        }
    }

    /// <summary>The lines v Q - P of all bids worth making, staying out first.</summary>
    private UpperEnvelope Envelope()
    {
        var envelope = new UpperEnvelope((price.Third != 0 ? 2 : 1) * rivals.Count + 2);
        envelope.Add(0, 0, StayOut);
        double reserve = options.Reserve;
        if (reserve > 0)
        {
            var met = Meets(reserve);
            envelope.Add(met.Win, -Payment(reserve, met), reserve);
        }
        for (int k = 0; k < rivals.Count; k++)
        {
            double bid = rivals.Bid(k);
            if (bid >= reserve && (k + 1 == rivals.Count || rivals.Bid(k + 1) != bid))
            {
                if (price.Third != 0 && options.CanWin(bid))
                {
                    // Games of the same m may differ in t: to tie may be better than to win or lose all of them.
                    var tied = Meets(bid);
                    envelope.Add(tied.Win, -Payment(bid, tied), bid);
                }
                var met = rivals.Above(k);
                envelope.Add(met.Win, -Payment(Math.Max(0, bid), met, takesPart: true), Math.Max(0, bid));
            }
        }
        return envelope;
    }

    private (double Best, double Bid) BestOwnPrice(double worth, double cost, IUtility utility)
    {
        var best = (Utility: utility.Lost(0), Bid: StayOut);
        double reserve = options.Reserve, fee = options.EntryFee;
        int[] ends = _ends.Value;
        int found = 0, step = Math.Max(1, ends.Length / BidsTried);
        if (reserve > 0)
        {
            Try(reserve, Meets(reserve).Win);
        }
        for (int e = 0; e < ends.Length; e += step)
        {
            found = TryAbove(ends[e]) ? e : found;
        }
        // Between the neighbours of the best, every bid.
        int last = step > 1 ? Math.Min(ends.Length, found + step) : 0;
        for (int e = Math.Max(0, found - step); e < last; e++)
        {
            TryAbove(ends[e]);
        }
        return best;

        bool TryAbove(int k) => rivals.Bid(k) >= reserve
            && Try(Math.Max(0, rivals.Bid(k)), rivals.Above(k).Win);

        bool Try(double bid, double win)
        {
            double u = win * utility.Won(worth, cost * (price.Own * bid + fee))
                + (1 - win) * utility.Lost(cost * ((price.LosersPay ? bid : 0) + fee));
            bool isBetter = u > best.Utility;
            best = isBetter ? (u, bid) : best;
            return isBetter;
        }
    }

    /// <summary>One pass over the sorted games: with the bid just above each, all before it are won.</summary>
    private (double Best, double Bid) BestOtherPrice(double worth, double cost, IUtility utility)
    {
        var games = rivals.Games;
        var best = (Utility: utility.Lost(0), Bid: StayOut);
        double sum = 0, won = 0, tiedSum = 0, tied = 0;
        for (int s = 0; s < games.Count; s++)
        {
            double bid = Math.Max(games[s].Second, options.Reserve);
            double u = utility.Won(worth, cost * Price(bid, games[s].Second, games[s].Third));
            won += games[s].Weight;
            sum += games[s].Weight * u;
            tied += games[s].Weight * games[s].Share;
            tiedSum += games[s].Weight * games[s].Share * u;
            if (s + 1 == games.Count || games[s + 1].Second != games[s].Second)
            {
                Try(bid, sum, won);
                if (price.Third != 0 && options.CanWin(games[s].Second))
                {
                    // With other bids of the same m the third may differ: to tie may be better than to win or lose all.
                    Try(bid, tiedSum, tied);
                }
                (tiedSum, tied) = (sum, won);
            }
        }
        return best;

        void Try(double bid, double gained, double chance)
        {
            double u = gained + (1 - chance) * utility.Lost(cost * LossTakingPart(bid));
            best = u > best.Utility ? (u, bid) : best;
        }
    }

    /// <summary>Where the own bid counts too, what was won before is paid anew for every bid: few are tried, and then
    /// those around the best of them.</summary>
    private (double Best, double Bid) BestOfBothPrices(double worth, double cost, IUtility utility)
    {
        var games = rivals.Games;
        int[] ends = _gameEnds.Value;
        var best = (Utility: utility.Lost(0), Bid: StayOut);
        int found = 0;
        for (int step = Math.Max(1, ends.Length / OwnBidsTried), width = ends.Length; ; step = Math.Max(1, step / 8))
        {
            int first = Math.Max(0, found - width), last = Math.Min(ends.Length - 1, found + width);
            for (int e = first; e <= last; e += step)
            {
                found = Try(ends[e]) ? e : found;
            }
            if (step == 1)
            {
                return best;
            }
            width = step;
        }

        bool Try(int last)
        {
            double bid = Math.Max(games[last].Second, options.Reserve), sum = 0, won = 0;
            for (int s = 0; s <= last; s++)
            {
                won += games[s].Weight;
                sum += games[s].Weight * utility.Won(worth, cost * Price(bid, games[s].Second, games[s].Third));
            }
            double u = sum + (1 - won) * utility.Lost(cost * LossTakingPart(bid));
            bool isBetter = u > best.Utility;
            best = isBetter ? (u, bid) : best;
            return isBetter;
        }
    }

    /// <summary>A bid that takes no part, where one of zero would.</summary>
    private double StayOut => options is { ZeroWins: true, EntryFee: > 0 } ? -1 : 0;

    private Met Meets(double bid) => options.CanWin(bid) ? rivals.At(bid) : default;

    private double Payment(double bid, Met met) => Payment(bid, met, options.TakesPart(bid));

    /// <summary>The mean payment of a bid that meets this.</summary>
    internal double Payment(double bid, Met met, bool takesPart)
    {
        return price.Own * bid * met.Win + price.Second * met.Second + price.Third * met.Third
            + (price.LosersPay ? Math.Max(0, bid) * (1 - met.Win) : 0) + (takesPart ? options.EntryFee : 0);
    }

    private double Loss(double bid) => options.TakesPart(bid) ? LossTakingPart(bid) : 0;

    private double LossTakingPart(double bid) => (price.LosersPay ? bid : 0) + options.EntryFee;

    private double Price(double bid, double second, double third) =>
        options.EntryFee + price.Won(bid, second, third, options.Reserve);
}
