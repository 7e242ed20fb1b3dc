using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Smoothing;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A rule that sells M equal units to the M highest of all bids. A bidder makes a bid for its first, second,
/// ...
/// unit, which do not increase. Prices tell these rules apart: see <see cref="UnitPrice"/>.</summary>
/// <remarks>
/// Krishna (2010), chapters 12 and 13. Outcome k is to win exactly k units, so that utilities which are not linear see
/// the worth and the payment of all units together. A bidder wins a k-th unit iff b_k is above c_{M-k+1}, a bid of the
/// others in descending order. Of bids that tie for the last units, split: every one is as likely to get a unit as any
/// other; lowest: those of the bidder with the lowest number come first; nobody: none gets a unit that it would not
/// get behind all bids of others that tie with it.
/// </remarks>
public abstract class MultiUnit(MultiUnitOptions options) : IPackages
{
    public MultiUnitOptions Options { get; } = options;

    /// <summary>Who pays what.</summary>
    public abstract UnitPrice Price { get; }

    /// <summary>M.</summary>
    public int Units => Options.Units;

    /// <summary>The most units that a bidder wants.</summary>
    public int Demand => Options.Wanted;

    public double Reserve => Options.Reserve;

    public UnitValues Values => Options.Values;

    public bool TypesDescend => Values == UnitValues.Draws && Demand > 1;

    public bool BidsDescend => Demand > 1;

    public bool DrawsLots => Options.Ties == TieRule.Draw;

    public GameShape Shape(int bidders) => new(Values == UnitValues.Draws ? Demand : 1, Demand, Demand);

    /// <summary>Not without the number of bidders.</summary>
    public IReadOnlyList<int[]>? Allocations => null;

    /// <summary>All ways to hand out as many units as are wanted, k - 1 for k units.</summary>
    public IReadOnlyList<int[]> AllocationsAmong(int bidders) =>
        [.. Ways(bidders, Math.Min(Units, bidders * Demand))];

    /// <summary>Outcome k is declared to be worth b_1 + ... + b_k.</summary>
    public double[,] Declared(int bidder)
    {
        var map = new double[Demand, Demand];
        for (int k = 0; k < Demand; k++)
        {
            for (int j = 0; j <= k; j++)
            {
                map[k, j] = 1;
            }
        }
        return map;
    }

    public PaymentSlopes PaymentSlopes(Tensor bids) => UnitSlopes.Of(this, bids);

    public bool Has(Form form) => form != Form.OwnBid;

    public IClearing Open(Form form, double[] beta, Device device) => form == Form.Softmax
        ? new UnitPackageMarket(this, beta, device)
        : new UnitMarket(this, beta, device);

    /// <exception cref="ArgumentException">A bid increases from unit to unit.</exception>
    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        CheckThatTheyDescend(bids);
        var won = Options.Ties == TieRule.Draw && lots is not null ? WonByLot(bids, lots) : null;
        var outcomes = Enumerable.Range(1, (int)bids.shape[2]).Select(i =>
        {
            var rivals = RivalUnits.Of(this, bids, i);
            var own = bids.narrow(2, i - 1, 1).transpose(1, 2);
            var reached = won is null ? Reached(own, rivals)
                : (won.narrow(2, i - 1, 1).transpose(1, 2).unsqueeze(3) >= Ordinals(bids)).to(bids.dtype);
            return Priced(own, reached, rivals);
        }).ToArray();
        return new Outcome(
            cat([.. outcomes.Select(o => o.Win)], 1).transpose(1, 2).MoveToOuterDisposeScope(),
            cat([.. outcomes.Select(o => o.Payment)], 1).transpose(1, 2).MoveToOuterDisposeScope(),
            outcomes[0].Loss is null ? null
                : cat([.. outcomes.Select(o => o.Loss!)], 1).transpose(1, 2).MoveToOuterDisposeScope());
    }

    public Outcome Vary(int bidder, Tensor bids, Tensor own, Tensor? lots = null)
    {
        if (Options.Ties == TieRule.Draw && lots is not null)
        {
            return Variation.ByClearing(this, bidder, bids, own, lots);
        }
        using var scope = NewDisposeScope();
        CheckThatTheyDescend(own);
        var rivals = RivalUnits.Of(this, bids, bidder);
        var outcome = Priced(own, Reached(own, rivals), rivals);
        return new Outcome(outcome.Win.MoveToOuterDisposeScope(), outcome.Payment.MoveToOuterDisposeScope(),
            outcome.Loss?.MoveToOuterDisposeScope());
    }

    /// <summary>v_1, v_1 + v_2, ...</summary>
    public Tensor Worth(int bidder, Tensor values) => Demand == 1 ? values
        : Values == UnitValues.Draws ? values.cumsum(-1)
        : values * Ordinals(values);

    /// <summary>The M highest of all marginal values.</summary>
    public Tensor BestWelfare(Tensor worth)
    {
        var before = cat([zeros_like(worth.narrow(2, 0, 1)), worth.narrow(2, 0, Demand - 1)], 2);
        var marginal = (worth - before).flatten(1, 2).clamp_min(0);
        return marginal.topk((int)Math.Min(Units, marginal.shape[1]), dim: 1).values.sum(1);
    }

    public Func<int, double[]> Oppose(double[] bids, int bidders) =>
        bidder => UnitStatistic.Of(this, bids, bidders, bidder);

    public IOpposition Against(int bidder, int bidders, double[] statistic) => new UnitOpposition(this, statistic);

    /// <summary>What exactly k units cost, k from 1.</summary>
    /// <param name="bid">[A].</param>
    /// <param name="others">c, [M], minus infinity where there are no more that can win.</param>
    internal double PriceOf(int k, ReadOnlySpan<double> bid, ReadOnlySpan<double> others)
    {
        double sum = 0;
        switch (Price)
        {
            case UnitPrice.HighestLosingBid:
                double next = k < bid.Length ? bid[k] : 0;
                return k * Math.Max(Math.Max(next, others[Units - k]), Options.Reserve);
            case UnitPrice.OwnBid:
                for (int j = 0; j < k; j++)
                {
                    sum += bid[j];
                }
                return sum;
            default:
                for (int j = 1; j <= k; j++)
                {
                    sum += Math.Max(others[Units - j], Options.Reserve);
                }
                return sum;
        }
    }

    internal Tensor CanWin(Tensor b) => (Options.ZeroWins ? b >= 0 : b > 0) & (b >= Options.Reserve);

    private static void CheckThatTheyDescend(Tensor bids)
    {
        long a = bids.shape[^1];
        if (a > 1 && (bids.narrow(-1, 1, a - 1) > bids.narrow(-1, 0, a - 1)).any().item<bool>())
        {
            throw new ArgumentException(
                "A bid for a later unit is above one for an earlier unit; sort them downwards.");
        }
    }

    private IEnumerable<int[]> Ways(int bidders, int units)
    {
        if (bidders == 0)
        {
            return units == 0 ? [[]] : [];
        }
        return Enumerable.Range(0, Math.Min(units, Demand) + 1)
            .SelectMany(first => Ways(bidders - 1, units - first).Select(rest => (int[])[first - 1, .. rest]));
    }

    private Tensor Ordinals(Tensor like) => arange(1, Demand + 1, dtype: like.dtype, device: like.device);

    /// <summary>P(at least k units), [R, P, B, A].</summary>
    /// <param name="own">[R, P, B, A].</param>
    private Tensor Reached(Tensor own, RivalUnits rivals)
    {
        var level = rivals.Levels(Demand);
        var canWin = CanWin(own);
        var reached = (canWin & (own > level)).to(own.dtype);
        var ties = canWin & (own == level);
        if (Options.Ties == TieRule.Nobody || !ties.any().item<bool>())
        {
            return reached;
        }
        return reached + where(ties, rivals.AtTie(own, Options.Ties == TieRule.Lowest), zeros_like(own)).to(own.dtype);
    }

    private Outcome Priced(Tensor own, Tensor reached, RivalUnits rivals)
    {
        var none = zeros_like(reached.narrow(3, 0, 1));
        var win = reached - cat([reached.narrow(3, 1, Demand - 1), none], 3);
        var level = rivals.Levels(Demand).clamp_min(Options.Reserve);
        var next = cat([own.narrow(3, 1, Demand - 1), none], 3);
        var payment = Price switch
        {
            UnitPrice.OwnBid => own.cumsum(3),
            UnitPrice.DisplacedBid => level.cumsum(3).expand_as(own),
            _ => Ordinals(own) * next.maximum(level),
        };
        if (Options.EntryFee == 0)
        {
            return new Outcome(win, payment, null);
        }
        var first = own.narrow(3, 0, 1);
        var fee = Options.EntryFee * (Options.ZeroWins ? first >= 0 : first > 0).to(own.dtype);
        return new Outcome(win, payment + fee, fee);
    }

    /// <summary>How many units each bidder wins, [R, B, N], where lots decide who of the tied does: bidder after bidder
    /// draws its number among those that are left.</summary>
    private Tensor WonByLot(Tensor bids, Tensor lots)
    {
        int n = (int)bids.shape[2], all = n * Demand;
        var b = where(CanWin(bids), bids, full_like(bids, double.NegativeInfinity));
        var flat = b.flatten(2, 3);
        var last = all < Units ? full_like(flat.narrow(2, 0, 1), double.NegativeInfinity)
            : flat.topk(Units, dim: 2).values.narrow(2, Units - 1, 1);
        var counts = (b > last.unsqueeze(3)).to(float64).sum(3);
        var tied = ((b == last.unsqueeze(3)) & isfinite(b)).to(float64).sum(3);
        var (left, units) = (tied.sum(2), Units - counts.sum(2));
        var won = new List<Tensor>();
        for (int i = 0; i < n; i++)
        {
            var mine = tied.select(2, i);
            left = left - mine;
            var drawn = zeros_like(mine);
            var open = units.minimum(left + mine);
            for (int j = 1; j <= Demand; j++)
            {
                // 1 - u is in (0, 1]: what is sure happens.
                var atLeast = TiedUnits.AtLeast(full_like(mine, j), mine, left, open, all);
                drawn = drawn + (1 - lots.select(2, i).to(float64) <= atLeast).to(float64);
            }
            units = units - drawn;
            won.Add(counts.select(2, i) + drawn);
        }
        return stack([.. won], 2);
    }
}
