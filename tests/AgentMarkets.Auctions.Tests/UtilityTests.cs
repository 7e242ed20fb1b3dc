using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Torch;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: utilities are those of docs/auctions.md, 1. Method: known values, expected utilities of known
/// equilibria by quadrature, and limits in which one utility becomes another.</summary>
public class UtilityTests
{
    private static readonly QuasiLinear Money = new();

    [Theory]
    [InlineData(0.5, 0.75, 0.5, 0.5)]
    [InlineData(0.5, 0.5, 0.75, -0.5)]
    [InlineData(0.25, 0.0625, 0, 0.5)]
    [InlineData(1, 0.3, 0.1, 0.2)]
    public void Crra_IsThePower(double r, double worth, double paid, double expected) =>
        Assert.Equal(expected, new Crra(new Crra.Settings { R = r }).Won(worth, paid), 1e-15);

    [Fact]
    public void Cara_IsTheExponential()
    {
        IUtility utility = new Cara(new Cara.Settings { A = 2 });
        Assert.Equal((1 - Math.Exp(-1)) / 2, utility.Won(0.75, 0.25), 1e-15);
        Assert.Equal((1 - Math.Exp(0.5)) / 2, utility.Lost(0.25), 1e-15);
    }

    /// <summary>First price, uniform values, b = v (N-1)/(N-1+r): utility (r/(N-1+r))^r/(N+r).</summary>
    [Theory]
    [InlineData(2, 0.5, 0.23094011)]
    [InlineData(2, 1, 1.0 / 6)]
    [InlineData(5, 1, 1.0 / 30)]
    public void Crra_AtTheEquilibriumOfFirstPrice_HasItsExpectedUtility(int n, double r, double expected)
    {
        var utility = new Crra(new Crra.Settings { R = r });
        Assert.Equal(expected, Mean(v => Math.Pow(v, n - 1) * utility.Won(v, v * (n - 1) / (n - 1 + r))), 1e-8);
    }

    /// <summary>First price, uniform values: b = (1/a) ln(int_0^v e^(a x) dx^(N-1)/v^(N-1)), in closed form for N = 2
    /// and 3.</summary>
    [Theory]
    [InlineData(2, 1, 0.26039505, 0.54132485, 0.13212056)]
    [InlineData(3, 2, 0.34657359, 0.71689042, 0.05858358)]
    public void Cara_AtTheEquilibriumOfFirstPrice_HasItsBidsAndExpectedUtility(
        int n, double a, double half, double one, double expected)
    {
        double Bid(double v) => Math.Log(n == 2
            ? (Math.Exp(a * v) - 1) / (a * v)
            : 2 * (Math.Exp(a * v) * (a * v - 1) + 1) / (a * a * v * v)) / a;
        Assert.Equal(half, Bid(0.5), 5e-9);
        Assert.Equal(one, Bid(1), 5e-9);
        var utility = new Cara(new Cara.Settings { A = a });
        Assert.Equal(expected, Mean(v => Math.Pow(v, n - 1) * utility.Won(v, Bid(v))), 1e-8);
    }

    [Fact]
    public void Limits_AreMoney()
    {
        var neutral = new Crra(new Crra.Settings { R = 1 });
        var flat = new Cara(new Cara.Settings { A = 0 });
        var nearlyFlat = new Cara(new Cara.Settings { A = 1e-7 });
        var rich = new Budget(new Budget.Settings { Limit = 1e9 });
        foreach (double paid in (double[])[0, 0.2, 0.7, 3])
        {
            double money = Money.Won(0.7, paid);
            Assert.Equal(money, neutral.Won(0.7, paid));
            Assert.Equal(money, flat.Won(0.7, paid));
            Assert.Equal(money, rich.Won(0.7, paid));
            // (1 - exp(-a z))/a = z - a z^2/2 + ...
            Assert.Equal(money - 0.5e-7 * money * money, nearlyFlat.Won(0.7, paid), 1e-12);
        }
    }

    [Fact]
    public void TangentOfCrra_IsThatAtAThousandth()
    {
        var utility = new Crra(new Crra.Settings { R = 0.5 });
        using var worth = tensor(new[] { 0.001, 0.0005, 0, -0.001, -0.01 });
        using var nothing = zeros_like(worth);
        var (value, slope) = utility.Learned(worth, nothing, won: true);
        double at = Math.Sqrt(0.001), steep = 0.5 / at;
        Assert.Equal(at, value.AsSpan<double>()[0], 1e-15);
        Assert.Equal(at - 0.0005 * steep, value.AsSpan<double>()[1], 1e-15);
        Assert.Equal(at - 0.001 * steep, value.AsSpan<double>()[2], 1e-15);
        Assert.Equal(at - 0.002 * steep, value.AsSpan<double>()[3], 1e-15);
        // Beyond where the tangent meets it, 5.83 thousandths below 0, the branch of losses.
        Assert.Equal(-0.1, value.AsSpan<double>()[4], 1e-15);
        Assert.Equal([-steep, -steep, -steep, -steep, -5], slope.AsSpan<double>().ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-12);
        value.Dispose();
        slope.Dispose();
    }

    [Fact]
    public void Returns_ArePerUnitSpent()
    {
        var (roi, ros) = (new ReturnOnInvestment(), new ReturnOnSpend());
        Assert.Equal(1.5, roi.Won(0.5, 0.2), 1e-15);
        Assert.Equal(2.5, ros.Won(0.5, 0.2), 1e-15);
        Assert.Equal(-0.5, roi.Won(0.1, 0.2), 1e-15);
        Assert.Equal(0, roi.Lost(0.2));
        Assert.Equal(0, ros.Lost(0.2));
        Assert.True(double.IsFinite(roi.Won(1, 0)));
    }

    [Fact]
    public void SoftBudget_CostsInterestBeyondItsEnd()
    {
        var budget = new Budget(new Budget.Settings { Limit = 0.5, Constraint = BudgetConstraint.Soft, Rate = 0.2 });
        Assert.Equal(0.4, budget.Won(0.9, 0.5), 1e-15);
        Assert.Equal(0.9 - 0.6 - 0.02, budget.Won(0.9, 0.6), 1e-15);
        Assert.Equal(-0.62, budget.Lost(0.6), 1e-15);
    }

    [Fact]
    public void HardBudget_LosesTheGoodsBeyondItsEnd()
    {
        var budget = new Budget(new Budget.Settings { Limit = 0.5 });
        Assert.Equal(0.4, budget.Won(0.9, 0.5), 1e-15);
        Assert.Equal(-0.6, budget.Won(0.9, 0.6), 1e-15);
        Assert.Equal(-0.6, budget.Lost(0.6), 1e-15);
        Assert.Equal(-0.3, budget.Lost(0.3), 1e-15);
    }

    private static double Mean(Func<double, double> integrand)
    {
        const int Cells = 1 << 14;
        double sum = 0;
        for (int k = 0; k < Cells; k++)
        {
            // Gauss and Legendre, two nodes a cell.
            double aside = 0.5 / Math.Sqrt(3);
            sum += integrand((k + 0.5 - aside) / Cells) + integrand((k + 0.5 + aside) / Cells);
        }
        return sum / (2 * Cells);
    }
}
