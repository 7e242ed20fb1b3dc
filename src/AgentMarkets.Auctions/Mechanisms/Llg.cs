using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Two items, three bidders: locals 1 and 2 want one item each, the global bidder 3 wants both.</summary>
/// <remarks>
/// The locals win iff b_1 + b_2 > B. If the global bidder wins it pays b_1 + b_2 (first price: B). Ausubel and Baranov
/// (2020), section 2; payments in docs/packages.md, 6.
/// </remarks>
[Card("llg", "Two locals want one item each, a global bidder wants both; core payments in closed form.",
    "Ausubel and Baranov (2020)")]
public sealed class Llg(Llg.Settings settings) : IPackages
{
    // One prior for both locals, so that they may share a bid function.
    private static readonly Uniform LocalPrior = new(new Uniform.Settings());
    private static readonly Uniform GlobalPrior = new(new Uniform.Settings { High = 2 });
    private static readonly int[][] BothSides = [[0, 0, -1], [-1, -1, 0]];

    public sealed record Settings
    {
        [Setting("What the locals pay when they win.")]
        public LlgPayment Payment { get; init; } = LlgPayment.NearestVcg;

        [Setting("Who wins when the locals' bids add up to exactly the global bidder's.")]
        public LlgTies Ties { get; init; } = LlgTies.Split;
    }

    public LlgPayment Payment => settings.Payment;

    public LlgTies Ties => settings.Ties;

    public int FewestBidders => 3;

    public int? MostBidders => 3;

    public IReadOnlyList<int[]> Allocations => BothSides;

    /// <summary>Whether payments lie in the core: p_1 + p_2 = B.</summary>
    public bool IsCore => Payment is not (LlgPayment.FirstPrice or LlgPayment.Vcg);

    /// <summary>The locals' chance where their bids add up to the global bidder's.</summary>
    internal double LocalsShareOfTie => Ties switch { LlgTies.Split => 0.5, LlgTies.Locals => 1, _ => 0 };

    public IPrior? PriorOf(int bidder, int bidders) => IsLocal(bidder) ? LocalPrior : GlobalPrior;

    public string? RoleOf(int bidder, int bidders) => IsLocal(bidder) ? "local" : "global";

    public IReadOnlyList<int>? CorrelatedBidders(int bidders) => [1, 2];

    public Tensor BestWelfare(Tensor worth)
    {
        var w = worth.squeeze(-1);
        return maximum(w.select(1, 0) + w.select(1, 1), w.select(1, 2)).clamp_min(0);
    }

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var (b1, b2, global) = Apart(bids);
        Outcome[] each = [.. Enumerable.Range(1, 3).Select(bidder => OutcomeOf(bidder, b1, b2, global))];
        return new Outcome(stack([.. each.Select(o => o.Win)], 2).unsqueeze(-1).MoveToOuterDisposeScope(),
            stack([.. each.Select(o => o.Payment)], 2).unsqueeze(-1).MoveToOuterDisposeScope(), Loss: null);
    }

    public Outcome Vary(int bidder, Tensor bids, Tensor own, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var tried = own.squeeze(-1);
        Tensor Bid(int i) => i == bidder ? tried : bids.squeeze(-1).select(2, i - 1).unsqueeze(1).expand_as(tried);
        var outcome = OutcomeOf(bidder, Bid(1), Bid(2), Bid(3));
        return new Outcome(outcome.Win.unsqueeze(-1).MoveToOuterDisposeScope(),
            outcome.Payment.unsqueeze(-1).MoveToOuterDisposeScope(), Loss: null);
    }

    public PaymentSlopes PaymentSlopes(Tensor bids)
    {
        using var scope = NewDisposeScope();
        var (b1, b2, global) = Apart(bids);
        var (zero, one) = (zeros_like(b1), ones_like(b1));
        var localsWin = b1 + b2 > global;
        var won = stack(
        [
            where(localsWin, LocalSlope(b1, b2, global), zero), where(localsWin, LocalSlope(b2, b1, global), zero),
            Payment == LlgPayment.FirstPrice ? where(localsWin, zero, one) : zero,
        ], 2);
        // P is B or b_1 + b_2, whichever is lower (core) or higher (first price); under vcg a local that bids more
        // lowers what the other one pays.
        Tensor FromLocal(Tensor own) => Payment switch
        {
            LlgPayment.FirstPrice => where(localsWin, one, zero),
            LlgPayment.Vcg => where(localsWin, -(global > own).to(bids.dtype), one),
            _ => where(localsWin, zero, one),
        };
        var fromGlobal = Payment switch
        {
            LlgPayment.FirstPrice => where(localsWin, zero, one),
            LlgPayment.Vcg => where(localsWin, (global > b1).to(bids.dtype) + (global > b2).to(bids.dtype), zero),
            _ => where(localsWin, one, zero),
        };
        var total = stack([FromLocal(b1), FromLocal(b2), fromGlobal], 2);
        return new PaymentSlopes(won.unsqueeze(-1).MoveToOuterDisposeScope(),
            total.unsqueeze(-1).MoveToOuterDisposeScope());
    }

    /// <summary>What a local that bids <paramref name="own"/> pays when the locals win.</summary>
    internal double Local(double own, double other, double global) => Payment switch
    {
        LlgPayment.FirstPrice => own,
        LlgPayment.Vcg => Math.Max(global - other, 0),
        // vcg_1 + (B - vcg_1 - vcg_2)/2
        LlgPayment.NearestVcg => (global + Math.Max(global - other, 0) - Math.Max(global - own, 0)) / 2,
        LlgPayment.NearestZero => Math.Min(own, Math.Max(global / 2, global - other)),
        LlgPayment.NearestBid => Math.Min(Math.Max((own - other + global) / 2, 0), global),
        _ => own + other > 0 ? global * own / (own + other) : 0,
    };

    public Func<int, double[]> Oppose(double[] bids, int bidders) => bidder => LlgOpponents.Of(this, bidder, bids);

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        LlgOpponents.Against(this, bidder, statistic);

    private static bool IsLocal(int bidder) => bidder < 3;

    private static (Tensor First, Tensor Second, Tensor Global) Apart(Tensor bids)
    {
        var b = bids.squeeze(-1);
        return (b.select(2, 0), b.select(2, 1), b.select(2, 2));
    }

    /// <summary>What one bidder wins, and pays for it; entry by entry.</summary>
    private Outcome OutcomeOf(int bidder, Tensor b1, Tensor b2, Tensor global)
    {
        var sum = b1 + b2;
        var locals = (sum > global).to(sum.dtype) + LocalsShareOfTie * (sum == global).to(sum.dtype);
        if (!IsLocal(bidder))
        {
            return new Outcome(1 - locals, Payment == LlgPayment.FirstPrice ? global : sum, Loss: null);
        }
        // Where the global bidder wins the locals are asked at B = b_1 + b_2, where every core rule says p_i = b_i.
        var asked = minimum(global, sum);
        return new Outcome(locals, bidder == 1 ? Local(b1, b2, asked) : Local(b2, b1, asked), Loss: null);
    }

    /// <inheritdoc cref="Local(double, double, double)"/>
    private Tensor Local(Tensor own, Tensor other, Tensor global)
    {
        var vcg = (global - other).clamp_min(0);
        return Payment switch
        {
            LlgPayment.FirstPrice => own,
            LlgPayment.Vcg => vcg,
            LlgPayment.NearestVcg => (global + vcg - (global - own).clamp_min(0)) / 2,
            LlgPayment.NearestZero => minimum(own, maximum(global / 2, global - other)),
            LlgPayment.NearestBid => minimum(((own - other + global) / 2).clamp_min(0), global),
            _ => global * own / (own + other).clamp_min(1e-30),
        };
    }

    /// <summary>dp_1/db_1 where the locals win.</summary>
    private Tensor LocalSlope(Tensor own, Tensor other, Tensor global) => Payment switch
    {
        LlgPayment.FirstPrice => ones_like(own),
        LlgPayment.Vcg => zeros_like(own),
        LlgPayment.NearestVcg => (global > own).to(own.dtype) / 2,
        LlgPayment.NearestZero => (own < maximum(global / 2, global - other)).to(own.dtype),
        LlgPayment.NearestBid => ((own - other).abs() <= global).to(own.dtype) / 2,
        _ => global * other / (own + other).square(),
    };
}
