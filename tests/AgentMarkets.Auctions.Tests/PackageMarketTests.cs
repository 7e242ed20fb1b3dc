using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Packages;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>The softmax over allocations: its formulas, its slopes in 64 bits, and its limit.</summary>
public class PackageMarketTests
{
    private const int Games = 48;

    public static TheoryData<string> Rules()
    {
        var data = new TheoryData<string>();
        foreach (var payment in Enum.GetValues<LlgPayment>())
        {
            data.Add($"llg {payment}");
        }
        foreach (var payment in Enum.GetValues<PackagePayment>())
        {
            data.Add($"core {payment}");
        }
        data.Add("items FirstPrice");
        data.Add("units");
        return data;
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Slopes_AreDifferenceQuotients(string name)
    {
        const double H = 1e-6;
        using var scope = NewDisposeScope();
        var rule = Rule(name);
        var bids = Bids(rule, replicas: 2, seed: 1);
        double[] lambda = [.1, .3];
        var signals = Clear(rule, lambda, bids);
        int numbers = (int)bids[0].shape[3];
        for (int i = 0; i < bids.Length; i++)
        {
            for (int a = 0; a < numbers; a++)
            {
                var (up, down) = (Moved(i, a, H), Moved(i, a, -H));
                Near((up.Win - down.Win) / (2 * H), signals[i].WinSlope.select(4, a));
                Near((up.Payment - down.Payment) / (2 * H), signals[i].PaymentSlope.select(4, a));
                var product = signals[i].WinSlope.select(4, a) * signals[i].Payment
                    + signals[i].Win * signals[i].PaymentSlope.select(4, a);
                Near((up.Win * up.Payment - down.Win * down.Payment) / (2 * H), product);
            }
        }

        Signal Moved(int i, int a, double by)
        {
            Tensor[] moved = [.. bids];
            moved[i] = bids[i].clone();
            moved[i].select(3, a).add_(by);
            return Clear(rule, lambda, moved)[i];
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void WithoutTemperature_ItIsTheExactRule(string name)
    {
        using var scope = NewDisposeScope();
        var rule = Rule(name);
        var bids = Bids(rule, replicas: 1, seed: 2);
        var exact = rule.Clear(cat([.. bids], 1).transpose(1, 2));
        double last = double.PositiveInfinity;
        foreach (double lambda in (double[])[.1, .01, 1e-3, 1e-5])
        {
            var signals = Clear(rule, [lambda], bids);
            double distance = 0;
            for (int i = 0; i < bids.Length; i++)
            {
                var (win, payment) = (signals[i].Win.squeeze(1), signals[i].Payment.squeeze(1));
                distance = Math.Max(distance, Largest(win - exact.Win.select(2, i)));
                distance = Math.Max(distance, Largest(win * payment - (exact.Win * exact.Payment).select(2, i)));
            }
            Assert.True(distance <= last, $"{distance} at {lambda}, before {last}");
            last = distance;
        }
        Assert.InRange(last, 0, 1e-9);
    }

    [Theory]
    [InlineData(LlgPayment.NearestVcg)]
    [InlineData(LlgPayment.NearestZero)]
    [InlineData(LlgPayment.NearestBid)]
    [InlineData(LlgPayment.Proportional)]
    public void Locals_PayByTheRuleAtTheLowerOfBothSides_WhichTheGlobalBidderPays(LlgPayment payment)
    {
        using var scope = NewDisposeScope();
        var rule = new Llg(new Llg.Settings { Payment = payment });
        var bids = Bids(rule, replicas: 1, seed: 3);
        var signals = Clear(rule, [.05], bids);
        double[][] b = [.. bids.Select(Numbers)], paid = [.. signals.Select(s => Numbers(s.Payment))];
        double[] win = Numbers(signals[0].Win);
        for (int s = 0; s < Games; s++)
        {
            double sum = b[0][s] + b[1][s], lower = Math.Min(sum, b[2][s]);
            Assert.Equal(1 / (1 + Math.Exp((b[2][s] - sum) / .05)), win[s], 1e-12);
            Assert.Equal(rule.Local(b[0][s], b[1][s], lower), paid[0][s], 1e-12);
            Assert.Equal(rule.Local(b[1][s], b[0][s], lower), paid[1][s], 1e-12);
            Assert.Equal(lower, paid[2][s], 1e-12);
        }
    }

    [Theory]
    [InlineData(LlgPayment.FirstPrice)]
    [InlineData(LlgPayment.Vcg)]
    [InlineData(LlgPayment.NearestZero)]
    public void Payments_HaveNoJumpWhereTheWinnerChanges(LlgPayment payment)
    {
        using var scope = NewDisposeScope();
        var rule = new Llg(new Llg.Settings { Payment = payment });
        double[] Paid(double global) => [.. Clear(rule, [.1], [One(.5), One(.25), One(global)])
            .Select(s => s.Payment.item<double>())];
        double[] below = Paid(.75 - 1e-9), above = Paid(.75 + 1e-9);
        Assert.All(below.Zip(above), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
    }

    [Fact]
    public void OneItem_IsTheSoftmaxAtTheOwnBid()
    {
        using var scope = NewDisposeScope();
        var rule = Rule("items FirstPrice");
        var bids = Bids(rule, replicas: 1, seed: 4);
        var signals = Clear(rule, [.05], bids);
        var win = (cat([.. bids], 1) / .05).softmax(1);
        for (int i = 0; i < bids.Length; i++)
        {
            Assert.InRange(Largest(win.narrow(1, i, 1) - signals[i].Win), 0, 1e-12);
            Assert.InRange(Largest(bids[i] - signals[i].Payment), 0, 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void AReplicaAlone_HasTheSameNumbers_InTrainingPrecision(string name)
    {
        using var scope = NewDisposeScope();
        var rule = Rule(name);
        Tensor[] bids = [.. Bids(rule, replicas: 3, seed: 5).Select(b => b.to(float32))];
        double[] lambda = [.02, .1, .5];
        var together = Clear(rule, lambda, bids);
        for (int r = 0; r < 3; r++)
        {
            var alone = Clear(rule, [lambda[r]], [.. bids.Select(b => b.narrow(0, r, 1).clone())]);
            for (int i = 0; i < bids.Length; i++)
            {
                Assert.True(together[i].Win[r].Equals(alone[i].Win[0]));
                Assert.True(together[i].Payment[r].Equals(alone[i].Payment[0]));
                Assert.True(together[i].WinSlope[r].Equals(alone[i].WinSlope[0]));
                Assert.True(together[i].PaymentSlope[r].Equals(alone[i].PaymentSlope[0]));
            }
        }
    }

    [Theory]
    [InlineData(LlgPayment.FirstPrice)]
    [InlineData(LlgPayment.Vcg)]
    [InlineData(LlgPayment.NearestVcg)]
    [InlineData(LlgPayment.NearestZero)]
    [InlineData(LlgPayment.NearestBid)]
    [InlineData(LlgPayment.Proportional)]
    public void SlopesOfLlgPayments_AreThoseByDifferences(LlgPayment payment)
    {
        using var scope = NewDisposeScope();
        var rule = new Llg(new Llg.Settings { Payment = payment });
        var bids = cat([.. Bids(rule, replicas: 1, seed: 6)], 1).transpose(1, 2);
        var expected = PaymentSlopes.ByDifferences(rule, bids);
        var found = rule.PaymentSlopes(bids);
        Assert.InRange(Largest(expected.Own - found.Own), 0, 1e-6);
        Assert.InRange(Largest(expected.Total - found.Total), 0, 1e-6);
    }

    [Fact]
    public void Differences_DoNotCrossAChangeOfWinners()
    {
        using var scope = NewDisposeScope();
        var rule = new Llg(new Llg.Settings { Payment = LlgPayment.NearestZero });
        // The locals win by less than the step of the differences.
        var bids = tensor(new[] { .5, .25, .75 - 1e-8 }, [1, 1, 3, 1]);
        var slopes = PaymentSlopes.ByDifferences(rule, bids);
        Assert.Equal([0, 1, 0], Numbers(slopes.Own), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    private static IPackages Rule(string name) => name.Split(' ') switch
    {
        ["llg", var payment] => new Llg(new Llg.Settings { Payment = Enum.Parse<LlgPayment>(payment) }),
        ["core", var payment] => new CorePackages(new CorePackages.Settings
        {
            Packages = ["A B", "B C", "AB", "C AC"],
            Payment = Enum.Parse<PackagePayment>(payment),
        }),
        ["items", var payment] => new CorePackages(new CorePackages.Settings
        {
            Packages = ["A", "A", "A"],
            Payment = Enum.Parse<PackagePayment>(payment),
        }),
        _ => new TwoUnits(),
    };

    /// <summary>[R, 1, B, A] a bidder.</summary>
    private static Tensor[] Bids(IPackages rule, int replicas, ulong seed)
    {
        int n = rule.Allocations![0].Length, numbers = rule.Shape(n).Bids;
        return [.. Enumerable.Range(0, n).Select(i => tensor(Draws.Uniform(seed + 100 * (ulong)i, replicas * Games,
            [.. Enumerable.Repeat(i == 2 ? 1.6 : 1.0, numbers)]), [replicas, 1, Games, numbers]) + .01)];
    }

    private static Tensor One(double bid) => tensor(new[] { bid }, [1, 1, 1, 1]);

    private static Signal[] Clear(IPackages rule, double[] lambda, Tensor[] bids)
    {
        int n = bids.Length;
        Signal[] signals = [.. bids.Select(b =>
            new Signal(lambda.Length, 1, (int)b.shape[2], rule.Shape(n), CPU, b.dtype))];
        using var market = new PackageMarket(rule, [.. lambda.Select(l => 1 / l)], CPU);
        market.Clear(bids, signals);
        return signals;
    }

    private static void Near(Tensor expected, Tensor found) =>
        Assert.InRange(Largest((expected - found) / found.abs().clamp_min(1)), 0, 1e-6);

    private static double Largest(Tensor x) => x.abs().max().item<double>();

    private static double[] Numbers(Tensor x) => x.to(float64).contiguous().AsSpan<double>().ToArray();

    /// <summary>Two units for two bidders who bid for a first and a second unit, and pay their bids.</summary>
    private sealed class TwoUnits : IPackages
    {
        public IReadOnlyList<int[]> Allocations { get; } = [[1, -1], [0, 0], [-1, 1]];

        public GameShape Shape(int bidders) => new(2, 2, 2);

        public double[,] Declared(int bidder) => new double[,] { { 1, 0 }, { 1, 1 } };

        public Outcome Clear(Tensor bids, Tensor? lots = null)
        {
            var worth = bids.cumsum(3);
            var (one, two) = (worth.select(3, 0), worth.select(3, 1));
            var split = one.sum(2, keepdim: true);
            var takesAll = (two == two.amax([2], keepdim: true)) & (two > split);
            var noOne = two.amax([2], keepdim: true) <= split;
            return new Outcome(stack([noOne.expand_as(one), takesAll], 3).to(bids.dtype), worth, Loss: null);
        }
    }
}
