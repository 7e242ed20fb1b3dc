using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder for one item faces: the law of the highest rival bids, whatever the rule of payment.</summary>
/// <remarks>
/// With m the highest and t the second highest rival bid and the weights of <see cref="ItemPrice"/>:
/// P(b) = Own b Q(b) + Second E[m; wins] + Third E[t; wins] + [losers pay] b (1 - Q(b)) + the entry fee.
/// </remarks>
internal sealed class ItemOpposition(OneItem rule, IRivals rivals) : IOpposition
{
    // Bids tried where the utility is not quasi-linear: no envelope serves there.
    private const int BidsTried = 1 << 11;
    private const int OwnBidsTried = 1 << 6;

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
        if (rule.Price is { Second: 0, Third: 0 })
        {
            return met.Win * utility.Won(worth[0], cost * Price(b, 0, 0)) + lost;
        }
        double sum = 0;
        var games = rivals.Games;
        foreach (var (second, third, share) in rule.Options.CanWin(b) ? games : [])
        {
            double x = second < b ? 1 : second == b ? share : 0;
            sum += x == 0 ? 0 : x * utility.Won(worth[0], cost * Price(b, second, third));
        }
        return sum / games.Count + lost;
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
            (best[t], bids[t]) = rule.Price is { Second: 0, Third: 0 }
                ? BestOwnPrice(worth[t], unit, utility)
                : BestOtherPrice(worth[t], unit, utility);
        }
    }

    /// <summary>The lines v Q - P of all bids worth making, staying out first.</summary>
    private UpperEnvelope Envelope()
    {
        var envelope = new UpperEnvelope(rivals.Count + 2);
        envelope.Add(0, 0, 0);
        double reserve = rule.Options.Reserve;
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
                var met = rivals.Above(k);
                envelope.Add(met.Win, -Payment(Math.Max(0, bid), met, takesPart: true), Math.Max(0, bid));
            }
        }
        return envelope;
    }

    private (double Best, double Bid) BestOwnPrice(double worth, double cost, IUtility utility)
    {
        var best = (Utility: utility.Lost(0), Bid: 0.0);
        if (rule.Options.Reserve > 0)
        {
            Try(rule.Options.Reserve, Meets(rule.Options.Reserve).Win);
        }
        int step = Math.Max(1, rivals.Count / BidsTried);
        for (int k = 0; k < rivals.Count; k += step)
        {
            double bid = Math.Max(0, rivals.Bid(k));
            if (bid >= rule.Options.Reserve)
            {
                Try(bid, rivals.Above(k).Win);
            }
        }
        return best;

        void Try(double bid, double win)
        {
            double fee = rule.Options.EntryFee;
            double u = win * utility.Won(worth, cost * (rule.Price.Own * bid + fee))
                + (1 - win) * utility.Lost(cost * ((rule.Price.LosersPay ? bid : 0) + fee));
            best = u > best.Utility ? (u, bid) : best;
        }
    }

    /// <summary>One pass over the sorted games: with the bid just above each, all before it are won.</summary>
    private (double Best, double Bid) BestOtherPrice(double worth, double cost, IUtility utility)
    {
        var games = rivals.Games;
        var best = (Utility: utility.Lost(0), Bid: 0.0);
        // Where the own bid counts too, what was won before is paid anew for every bid: fewer are tried.
        int step = rule.Price.Own == 0 ? 1 : Math.Max(1, games.Count / OwnBidsTried);
        double sum = 0, fee = rule.Options.EntryFee;
        for (int s = step - 1; s < games.Count; s += step)
        {
            double bid = Math.Max(games[s].Second, rule.Options.Reserve);
            sum = rule.Price.Own == 0 ? sum + Of(games[s], bid) : games.Take(s + 1).Sum(game => Of(game, bid));
            if (s + 1 < games.Count && games[s + 1].Second == games[s].Second)
            {
                continue;
            }
            double won = (s + 1.0) / games.Count;
            double u = sum / games.Count + (1 - won) * utility.Lost(cost * ((rule.Price.LosersPay ? bid : 0) + fee));
            best = u > best.Utility ? (u, bid) : best;
        }
        return best;

        double Of((double Second, double Third, double Share) game, double bid) => utility.Won(worth,
            cost * (fee + rule.Price.Won(bid, game.Second, game.Third, rule.Options.Reserve)));
    }

    private Met Meets(double bid) => rule.Options.CanWin(bid) ? rivals.At(bid) : default;

    private double Payment(double bid, Met met) => Payment(bid, met, rule.Options.TakesPart(bid));

    /// <summary>The mean payment of a bid that meets this.</summary>
    internal double Payment(double bid, Met met, bool takesPart)
    {
        var price = rule.Price;
        return price.Own * bid * met.Win + price.Second * met.Second + price.Third * met.Third
            + (price.LosersPay ? Math.Max(0, bid) * (1 - met.Win) : 0) + (takesPart ? rule.Options.EntryFee : 0);
    }

    private double Loss(double bid) =>
        (rule.Price.LosersPay ? Math.Max(0, bid) : 0) + (rule.Options.TakesPart(bid) ? rule.Options.EntryFee : 0);

    private double Price(double bid, double second, double third) =>
        rule.Options.EntryFee + rule.Price.Won(bid, second, third, rule.Options.Reserve);
}
