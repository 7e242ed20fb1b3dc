using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Packages;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>What holds for every rule that chooses among allocations, in 64-bit arithmetic.</summary>
public class PackageLawTests
{
    private const int Games = 60;

    public static TheoryData<string, int, int> Rules()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var payment in Enum.GetValues<LlgPayment>())
        {
            data.Add("llg", (int)payment, 0);
        }
        foreach (var payment in Enum.GetValues<PackagePayment>())
        {
            data.Add("core", (int)payment, (int)CoreGame.Llllgg);
            data.Add("core", (int)payment, (int)CoreGame.Llllrrg);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Games_DoNotTouchEachOther(string name, int payment, int game)
    {
        using var scope = NewDisposeScope();
        var (rule, bids) = Draw(name, payment, game);
        var all = rule.Clear(bids);
        var order = arange(Games - 1, -1, -1, dtype: int64);
        Same(all.Win.index_select(1, order), rule.Clear(bids.index_select(1, order)).Win);
        var alone = rule.Clear(bids.narrow(0, 1, 1));
        Same(all.Win.narrow(0, 1, 1), alone.Win);
        Same(all.Payment.narrow(0, 1, 1), alone.Payment);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Scaling_ScalesPayments_AndLeavesWhoWins(string name, int payment, int game)
    {
        using var scope = NewDisposeScope();
        var (rule, bids) = Draw(name, payment, game);
        var (before, after) = (rule.Clear(bids), rule.Clear(4 * bids));
        Same(before.Win, after.Win);
        Assert.InRange((4 * before.Paid() - after.Paid()).abs().max().item<double>(), 0, 1e-10);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Outcomes_AreAllocations_AndNobodyPaysMoreThanItBidOrIsPaid(string name, int payment, int game)
    {
        using var scope = NewDisposeScope();
        var (rule, bids) = Draw(name, payment, game);
        var outcome = rule.Clear(bids);
        int n = (int)bids.shape[2], k = (int)bids.shape[3];
        for (int s = 0; s < Games; s++)
        {
            int[] gets = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, k)
                .Where(o => outcome.Win[0, s, i, o].item<double>() == 1).DefaultIfEmpty(-1).Single())];
            Assert.Contains(rule.Allocations!, a => a.SequenceEqual(gets));
        }
        Assert.True((outcome.Win == outcome.Win.floor()).all().item<bool>());
        Assert.True((outcome.Paid() >= 0).all().item<bool>());
        Assert.True((outcome.Paid() <= (outcome.Win * bids).sum(3) + 1e-12).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void AHigherBid_NeverWinsItsPackageLess(string name, int payment, int game)
    {
        using var scope = NewDisposeScope();
        var (rule, bids) = Draw(name, payment, game);
        var win = rule.Clear(bids).Win;
        for (long i = 0; i < bids.shape[2]; i++)
        {
            var raised = bids.clone();
            raised.select(2, i).select(2, 0).add_(.2);
            var then = rule.Clear(raised).Win.select(2, i).select(2, 0);
            Assert.True((then >= win.select(2, i).select(2, 0)).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(LlgPayment.FirstPrice)]
    [InlineData(LlgPayment.Vcg)]
    [InlineData(LlgPayment.NearestVcg)]
    [InlineData(LlgPayment.NearestZero)]
    [InlineData(LlgPayment.NearestBid)]
    [InlineData(LlgPayment.Proportional)]
    public void RelabellingTheLocals_RelabelsTheOutcome(LlgPayment payment)
    {
        using var scope = NewDisposeScope();
        var (rule, bids) = Draw("llg", (int)payment, 0);
        var order = tensor(new long[] { 1, 0, 2 });
        var (before, after) = (rule.Clear(bids), rule.Clear(bids.index_select(2, order)));
        Same(before.Win.index_select(2, order), after.Win);
        Same(before.Payment.index_select(2, order), after.Payment);
    }

    [Theory]
    [InlineData(LlgPayment.NearestVcg)]
    [InlineData(LlgPayment.NearestZero)]
    [InlineData(LlgPayment.NearestBid)]
    [InlineData(LlgPayment.Proportional)]
    public void CorePayments_AddUpToTheLosersBid_AndAreAtLeastVcg(LlgPayment payment)
    {
        using var scope = NewDisposeScope();
        var (rule, bids) = Draw("llg", (int)payment, 0);
        var (core, vcg) = (rule.Clear(bids), Draw("llg", (int)LlgPayment.Vcg, 0).Rule.Clear(bids));
        var sum = bids.narrow(2, 0, 2).sum([2, 3]);
        Assert.InRange((core.Paid().sum(2) - minimum(sum, bids.select(2, 2).squeeze(2))).abs().max().item<double>(),
            0, 1e-12);
        Assert.True((core.Paid() >= vcg.Paid() - 1e-12).all().item<bool>());
    }

    private static (IPackages Rule, Tensor Bids) Draw(string name, int payment, int game)
    {
        IPackages rule = name == "llg" ? new Llg(new Llg.Settings { Payment = (LlgPayment)payment })
            : new CorePackages(new CorePackages.Settings
            {
                Game = (CoreGame)game,
                Payment = (PackagePayment)payment,
            });
        int n = rule.FewestBidders, k = rule.Shape(n).Bids;
        double[] high = [.. Enumerable.Range(0, n * k).Select(slot => rule.PriorOf(slot / k + 1, n)!.Support(1).High)];
        return (rule, tensor(Draws.Uniform(seed: 12, games: 2 * Games, high), [2, Games, n, k]));
    }

    private static void Same(Tensor expected, Tensor found) => Assert.True(expected.Equals(found));
}
