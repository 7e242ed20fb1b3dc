using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Smoothing;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A rule that sells one item to the highest bid. Prices tell these rules apart: see
/// <see cref="ItemPrice"/>.</summary>
public abstract class OneItem(ItemOptions options) : ISmoothed
{
    public ItemOptions Options { get; } = options;

    /// <summary>Who pays what.</summary>
    public abstract ItemPrice Price { get; }

    public virtual int FewestBidders => Price.Third != 0 ? 3 : 2;

    public virtual int? MostBidders => null;

    public double Reserve => Options.Reserve;

    public bool IsScaleFree => Options is { Reserve: 0, EntryFee: 0 };

    public bool DrawsLots => Options.Ties == TieRule.Draw;

    public bool Has(Form form) => form != Form.OwnBid || Price is { Own: 1, Second: 0, Third: 0 };

    public IClearing Open(Form form, double[] beta, Device device) => OneItemMarket.Open(this, form, beta, device);

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var b = bids.squeeze(-1);
        var canWin = CanWin(b);
        var top = where(canWin, b, full_like(b, double.NegativeInfinity)).amax([-1], keepdim: true);
        var isTop = canWin & (b == top);
        var highest = isTop.to(b.dtype);
        var count = highest.sum(-1, keepdim: true);
        var win = Options.Ties switch
        {
            // x_i = 1/k for each of the k tied
            TieRule.Split => highest / count.clamp_min(1),
            TieRule.Draw when lots is null => highest / count.clamp_min(1),
            TieRule.Draw => ByLot(isTop, lots!).to(b.dtype),
            TieRule.Lowest => highest * (highest.cumsum(-1) == 1).to(b.dtype),
            _ => highest * (count == 1).to(b.dtype),
        };
        var (second, third) = HighestOthers(b);
        return Priced(b, win, second, third);
    }

    public Outcome Vary(int bidder, Tensor bids, Tensor own, Tensor? lots = null) =>
        ItemVariation.Serves(this, own, lots)
            ? ItemVariation.Of(this, bidder, bids, own)
            : VaryByTensors(bidder, bids, own, lots);

    /// <inheritdoc cref="Vary"/>
    internal Outcome VaryByTensors(int bidder, Tensor bids, Tensor own, Tensor? lots)
    {
        using var scope = NewDisposeScope();
        int n = (int)bids.shape[2], at = bidder - 1;
        var others = cat([bids.narrow(2, 0, at), bids.narrow(2, at + 1, n - at - 1)], 2).squeeze(-1);
        var b = own.squeeze(-1);
        var top = others.topk(Math.Min(2, n - 1), dim: 2).values;
        var second = top.select(2, 0).unsqueeze(1);
        var third = n > 2 ? top.select(2, 1).unsqueeze(1) : zeros_like(second);
        // Rivals that tie at the top: how many, and (for who stands first) whether one stands before.
        var ties = others == second.squeeze(1).unsqueeze(2);
        var level = (b == second).to(b.dtype);
        var shared = Options.Ties switch
        {
            TieRule.Split => 1 / (ties.to(b.dtype).sum(2) + 1),
            TieRule.Draw when lots is null => 1 / (ties.to(b.dtype).sum(2) + 1),
            TieRule.Draw => DrawsFirst(ties, lots!, at).to(b.dtype),
            TieRule.Lowest => 1 - ties.narrow(2, 0, at).any(2).to(b.dtype),
            _ => zeros_like(others.select(2, 0)),
        };
        var win = CanWin(b).to(b.dtype) * ((b > second).to(b.dtype) + level * shared.unsqueeze(1));
        var outcome = Priced(b, win, second.expand_as(b), third.expand_as(b));
        return new Outcome(outcome.Win.MoveToOuterDisposeScope(), outcome.Payment.MoveToOuterDisposeScope(),
            outcome.Loss?.MoveToOuterDisposeScope());
    }

    public Func<int, double[]> Oppose(double[] bids, int bidders) => new HighestBids(bids, bidders, this).Against;

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new ItemOpposition(this, new SampledRivals(this, statistic));

    /// <summary>The share of the item that a bid wins which ties with rivals for the highest.</summary>
    /// <param name="bidder">The own number, from 1.</param>
    /// <param name="tied">How many rivals bid the same.</param>
    /// <param name="lowestTied">The lowest number among those rivals.</param>
    public double ShareOfTie(int bidder, int tied, int lowestTied) => Options.Ties switch
    {
        TieRule.Split or TieRule.Draw => 1.0 / (tied + 1),
        TieRule.Lowest => bidder < lowestTied ? 1 : 0,
        _ => 0,
    };

    /// <summary>The highest and the second highest bid of the others, at least 0: [..., N] each.</summary>
    internal static (Tensor Second, Tensor Third) HighestOthers(Tensor b)
    {
        var top = b.topk((int)Math.Min(3, b.shape[^1]), dim: -1).values;
        var (first, second) = (top.narrow(-1, 0, 1), top.narrow(-1, 1, 1));
        var third = b.shape[^1] > 2 ? top.narrow(-1, 2, 1) : zeros_like(first);
        var isFirst = b == first;
        return (where(isFirst, second, first).clamp_min(0), where(b >= second, third, second).clamp_min(0));
    }

    private Tensor CanWin(Tensor b)
    {
        var above = Options.ZeroWins ? b >= 0 : b > 0;
        return Options.Reserve > 0 ? above & (b >= Options.Reserve) : above;
    }

    private Outcome Priced(Tensor b, Tensor win, Tensor second, Tensor third)
    {
        var price = Price;
        var payment = price.Own * b;
        if (price.Second != 0)
        {
            payment = payment + price.Second * second.clamp_min(Options.Reserve);
        }
        if (price.Third != 0)
        {
            payment = payment + price.Third * third.clamp_min(Options.Reserve);
        }
        var loss = price.LosersPay ? b.clamp_min(0) : null;
        if (Options.EntryFee > 0)
        {
            var fee = Options.EntryFee * (Options.ZeroWins ? b >= 0 : b > 0).to(b.dtype);
            payment = payment + fee;
            loss = loss is null ? fee : loss + fee;
        }
        return new Outcome(win.unsqueeze(-1), payment.unsqueeze(-1), loss?.unsqueeze(-1));
    }

    /// <summary>The highest lot wins; of equal lots the first.</summary>
    private static Tensor ByLot(Tensor isTop, Tensor lots)
    {
        var drawn = where(isTop, lots, full_like(lots, -1));
        var highest = isTop & (drawn == drawn.amax([-1], keepdim: true));
        return highest & (highest.to(int32).cumsum(-1) == 1);
    }

    /// <summary>Whether the bidder's lot beats those of all who tie.</summary>
    private static Tensor DrawsFirst(Tensor ties, Tensor lots, int at)
    {
        int after = (int)lots.shape[2] - at - 1;
        var own = lots.narrow(2, at, 1);
        var beaten = cat([own > lots.narrow(2, 0, at), own >= lots.narrow(2, at + 1, after)], 2);
        return (beaten | ties.logical_not()).all(2);
    }
}
