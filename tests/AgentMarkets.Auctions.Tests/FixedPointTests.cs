using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>
/// The multipliers at which linear bidders rest in the three smoothed games, without sampling: the mean own gradient,
/// by quadrature over the values, is zero there. Golden numbers: docs/auctions.md, 3, computed independently.
/// </summary>
public class FixedPointTests
{
    // Four Gauss-Legendre points on each panel; panels are narrow where the smallest kernel of the table is.
    private static readonly double[] Nodes =
        [-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526];
    private static readonly double[] NodeWeights =
        [0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538];

    [Theory]
    [InlineData(2, 10, .4126879)]
    [InlineData(2, 25, .4632767)]
    [InlineData(2, 50, .4804666)]
    [InlineData(2, 100, .4899162)]
    [InlineData(2, 200, .4948792)]
    [InlineData(3, 10, .5463502)]
    [InlineData(3, 50, .6472587)]
    [InlineData(3, 200, .6619900)]
    [InlineData(5, 10, .6699837)]
    [InlineData(5, 50, .7816026)]
    [InlineData(5, 100, .7912458)]
    [InlineData(10, 10, .7632545)]
    [InlineData(10, 50, .8820566)]
    [InlineData(10, 200, .8960141)]
    public void FormA_RestsAtTheGoldenMultiplier(int bidders, double beta, double multiplier) =>
        AssertRestsAt(multiplier, w => Gradient(Rivalry.Sigmoid, Price.OwnBid, bidders, beta, w));

    [Theory]
    [InlineData(2, 10, .4351662)]
    [InlineData(2, 50, .4814752)]
    [InlineData(2, 200, .4949414)]
    [InlineData(5, 10, .6948696)]
    [InlineData(5, 50, .7821647)]
    [InlineData(5, 200, .7957643)]
    public void FormB_RestsAtTheGoldenMultiplier(int bidders, double beta, double multiplier) =>
        AssertRestsAt(multiplier, w => Gradient(Rivalry.Sigmoid, Price.Market, bidders, beta, w));

    [Theory]
    [InlineData(10, .5963084)]
    [InlineData(25, .6332524)]
    public void FormC_ThreeBidders_RestsAtTheGoldenMultiplier(double beta, double multiplier) =>
        AssertRestsAt(multiplier, w => SoftmaxGradient(beta, w));

    [Theory]
    [InlineData(10, .4351662)]
    [InlineData(50, .4814752)]
    public void FormC_TwoBidders_IsFormB(double beta, double multiplier) =>
        AssertRestsAt(multiplier, w => Gradient(Rivalry.Softmax, Price.Market, 2, beta, w));

    [Fact]
    public void AWrongMultiplier_IsNoticed() =>
        Assert.Throws<Xunit.Sdk.InRangeException>(() =>
            AssertRestsAt(.4804666 + 3e-6, w => Gradient(Rivalry.Sigmoid, Price.OwnBid, 2, 50, w)));

    /// <summary>The gradient falls through zero within 1e-6 of the golden number.</summary>
    private static void AssertRestsAt(double multiplier, Func<double, double> gradient)
    {
        double low = multiplier - 1e-4, high = multiplier + 1e-4;
        double atLow = gradient(low), atHigh = gradient(high);
        // Over so short a stretch the gradient is a straight line to nine digits.
        double root = low + (high - low) * atLow / (atLow - atHigh);
        Assert.InRange(root, multiplier - 1e-6, multiplier + 1e-6);
    }

    /// <summary>d E[u_1]/dw at the symmetric profile, where only the highest rival value y counts: its density is
    /// (N-1) y^(N-2).</summary>
    private static double Gradient(Rivalry rivalry, Price price, int bidders, double beta, double w)
    {
        var (x, q) = Grid(160);
        using var scope = NewDisposeScope();
        int n = x.Length;
        var v = tensor(x, dtype: float64).reshape(-1, 1).expand(n, n);
        var y = tensor(x, dtype: float64).reshape(1, -1).expand(n, n);
        // The values cross on the diagonal, where the market price has a kink: both triangles are integrated apart by
        // mapping each square onto them.
        double below = Part(y * v, v, v), above = Part(1 - (1 - v) * (1 - y), v, 1 - v);
        return below + above;

        double Part(Tensor rival, Tensor own, Tensor jacobian)
        {
            var density = (bidders - 1) * rival.pow(bidders - 2);
            var square = tensor(q, dtype: float64).reshape(-1, 1) * tensor(q, dtype: float64).reshape(1, -1);
            return (Slope(rivalry, price, beta, [own * w, rival * w], own)
                * own * density * jacobian * square).sum().item<double>();
        }
    }

    private static double SoftmaxGradient(double beta, double w)
    {
        // The first value lies anywhere, the two rivals in both orders; panels follow the simplex 0 < a < b < 1.
        var (x, q) = Grid(16);
        using var scope = NewDisposeScope();
        int n = x.Length;
        Tensor Axis(int k) => tensor(x, dtype: float64)
            .reshape(k == 0 ? [-1, 1, 1] : k == 1 ? [1, -1, 1] : [1, 1, -1]).expand(n, n, n);
        Tensor Weight(int k) => tensor(q, dtype: float64)
            .reshape(k == 0 ? [-1, 1, 1] : k == 1 ? [1, -1, 1] : [1, 1, -1]);
        var weight = Weight(0) * Weight(1) * Weight(2);
        var (s, t, u) = (Axis(0), Axis(1), Axis(2));
        // Duffy (1982): high = s, middle = s t, low = s t u has the Jacobian s^2 t.
        Tensor[] order = [s, s * t, s * t * u];
        var jacobian = s * s * t * weight;
        double sum = 0;
        foreach (int[] permutation in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            Tensor[] values = [.. permutation.Select(k => order[k])];
            var slope = Slope(Rivalry.Softmax, Price.Market, beta, [.. values.Select(v => v * w)], values[0]);
            sum += (slope * values[0] * jacobian).sum().item<double>();
        }
        return sum;
    }

    /// <summary>du_1/db_1 of every game: dx/db (v - p) - x dp/db, from the market's own signals.</summary>
    private static Tensor Slope(Rivalry rivalry, Price price, double beta, Tensor[] bids, Tensor value)
    {
        int games = (int)value.NumberOfElements;
        using var market = new OneItemMarket(new FirstPrice(new FirstPrice.Settings()), rivalry, price, [beta], CPU);
        Signal[] signals = [.. bids.Select(_ => new Signal(1, 1, games, GameShape.OneItem, CPU, ScalarType.Float64))];
        market.Clear([.. bids.Select(b => b.reshape(1, 1, games, 1))], signals);
        var first = signals[0];
        var slope = first.WinSlope.reshape(games) * (value.reshape(games) - first.Payment.reshape(games))
            - first.Win.reshape(games) * first.PaymentSlope.reshape(games);
        foreach (var signal in signals)
        {
            signal.Dispose();
        }
        return slope.reshape(value.shape);
    }

    private static (double[] Nodes, double[] Weights) Grid(int panels)
    {
        var x = new double[4 * panels];
        var q = new double[4 * panels];
        for (int k = 0; k < x.Length; k++)
        {
            double width = 1.0 / panels;
            x[k] = (k / 4 + 0.5 + 0.5 * Nodes[k % 4]) * width;
            q[k] = 0.5 * NodeWeights[k % 4] * width;
        }
        return (x, q);
    }
}
