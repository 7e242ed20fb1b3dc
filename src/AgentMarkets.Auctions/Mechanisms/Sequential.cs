using AgentMarkets.Auctions.Opposition;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A rule that sells K equal items in K rounds, one a round, to bidders who want one each: the highest bid of
/// who is left wins, and leaves.</summary>
/// <remarks>
/// Krishna (2010), chapter 15. A bidder's K numbers are its bids in round 1, 2, ... as long as it has not won, made
/// beforehand: they do not depend on the prices of earlier rounds, as those of the known equilibria do not. Losses are
/// therefore measured among such plans; a plan says what to do for as long as one goes on losing, which is all that
/// one can learn without looking at prices. Outcome k is to win in round k. A tie is split anew in every round: each of
/// the t tied wins with probability 1/t.
/// </remarks>
public abstract class Sequential(SequentialOptions options) : IMechanism
{
    public SequentialOptions Options { get; } = options;

    /// <summary>K.</summary>
    public int Items => Options.Items;

    /// <summary>Whether who wins pays the own bid; else the second highest of the round.</summary>
    public abstract bool PaysOwnBid { get; }

    public double Reserve => Options.Reserve;

    public int FewestBidders => Math.Max(2, Items);

    public bool DrawsLots => Options.Ties == TieRule.Draw;

    public GameShape Shape(int bidders) => new(1, Items, Items);

    public Tensor Worth(int bidder, Tensor values) => values.expand([.. values.shape[..^1], Items]);

    /// <summary>The K highest values.</summary>
    public Tensor BestWelfare(Tensor worth) =>
        worth.select(2, 0).clamp_min(0).topk((int)Math.Min(Items, worth.shape[1]), dim: 1).values.sum(1);

    public bool OpposesTiedRivals => false;

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        // Games in one row: [G, N, K].
        var games = bids.flatten(0, 1);
        var win = zeros_like(games);
        var payment = zeros_like(games);
        var left = ones_like(games.select(2, 0));
        bool splits = Options.Ties == TieRule.Split || (Options.Ties == TieRule.Draw && lots is null);
        var tied = zeros_like(left.select(1, 0)) > 0;
        for (int k = 0; k < Items; k++)
        {
            var (isTop, price) = Round(games.select(2, k), left);
            var won = isTop.to(games.dtype);
            tied = tied | (won.sum(1) > 1);
            won = Options.Ties switch
            {
                TieRule.Draw when lots is not null => Lots.Highest(isTop, Lots.OfRound(lots.flatten(0, 1), k)),
                TieRule.Nobody => won * (won.sum(1, keepdim: true) == 1).to(won.dtype),
                _ => won * (won.cumsum(1) == 1).to(won.dtype),
            };
            win.select(2, k).copy_(won);
            payment.select(2, k).copy_(price);
            left = left - won;
        }
        if (splits && tied.any().item<bool>())
        {
            Split(games, win, payment, tied);
        }
        return new Outcome(win.reshape(bids.shape).MoveToOuterDisposeScope(),
            payment.reshape(bids.shape).MoveToOuterDisposeScope(), null);
    }

    public Func<int, double[]> Oppose(double[] bids, int bidders) =>
        bidder => RoundStatistic.Of(this, bids, bidders, bidder);

    public IOpposition Against(int bidder, int bidders, double[] statistic) => new RoundOpposition(this, statistic);

    /// <summary>What winning a round costs.</summary>
    /// <param name="rival">The highest bid of the others in the round, minus infinity where there is none.</param>
    public double PriceOf(double bid, double rival) =>
        PaysOwnBid ? bid : Math.Max(Math.Max(0, rival), Options.Reserve);

    /// <summary>Who bids the most of those left, and what each would pay.</summary>
    private (Tensor IsTop, Tensor Price) Round(Tensor b, Tensor left)
    {
        var canWin = (left > 0) & (Options.ZeroWins ? b >= 0 : b > 0) & (b >= Options.Reserve);
        var none = full_like(b, double.NegativeInfinity);
        var active = where(canWin, b, none);
        var top = active.amax([1], keepdim: true);
        var isTop = canWin & (b == top);
        if (PaysOwnBid)
        {
            return (isTop, b);
        }
        var two = active.topk(2, dim: 1).values;
        var rival = where(isTop, two.narrow(1, 1, 1), two.narrow(1, 0, 1));
        return (isTop, rival.clamp_min(Options.Reserve));
    }

    /// <summary>The games with ties anew, over all ways in which they may be broken.</summary>
    private void Split(Tensor games, Tensor win, Tensor payment, Tensor tied)
    {
        var at = tied.nonzero().squeeze(1);
        var b = games.index_select(0, at);
        var chance = zeros_like(b);
        var paid = zeros_like(b);
        Branch(b, 0, ones_like(b.select(2, 0)), ones_like(b.select(2, 0).narrow(1, 0, 1)), chance, paid);
        win.index_copy_(0, at, chance);
        // Given that the round is won; where it cannot be, any finite number.
        payment.index_copy_(0, at, where(chance > 0, paid / chance.clamp_min(1e-30), zeros_like(paid)));
    }

    /// <param name="weight">The probability of what happened before round k, [G, 1].</param>
    private void Branch(Tensor b, int k, Tensor left, Tensor weight, Tensor chance, Tensor paid)
    {
        if (k == Items)
        {
            return;
        }
        using var scope = NewDisposeScope();
        var (isTop, price) = Round(b.select(2, k), left);
        var top = isTop.to(b.dtype);
        var share = weight * top / top.sum(1, keepdim: true).clamp_min(1);
        chance.select(2, k).add_(share);
        paid.select(2, k).add_(share * price);
        for (int i = 0; i < b.shape[1]; i++)
        {
            var mine = share.narrow(1, i, 1);
            if ((mine > 0).any().item<bool>())
            {
                var then = left.clone();
                then.select(1, i).zero_();
                Branch(b, k + 1, then, mine, chance, paid);
            }
        }
        // Nobody bid: all are left.
        var unsold = weight * (top.sum(1, keepdim: true) == 0).to(b.dtype);
        if ((unsold > 0).any().item<bool>())
        {
            Branch(b, k + 1, left, unsold, chance, paid);
        }
    }
}
