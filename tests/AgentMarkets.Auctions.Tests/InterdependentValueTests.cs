using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Games in which winning tells something of the value (docs/auctions.md, 4 and 5).</summary>
public class InterdependentValueTests
{
    [Fact]
    public void MineralRights_AreMeasuredInTheirEquilibrium()
    {
        // Given what a bidder sees, the value depends on the highest of the others alone where that is higher: every
        // higher bid is as good as the own, so that chance picks among many.
        var known = MineralRights(1, 1 << 20);
        AssertKnown(known, utility: .04517763, loss: 5e-4);
        // E V = 1/2 goes to somebody always.
        Assert.Equal(1, known["efficiency"][0, 0], 5e-3);
        // The control: 5 % less has a loss, several times that of the equilibrium.
        var control = MineralRights(.95, 1 << 17);
        Assert.True(control["utility-loss-ex-ante"][0, 0] - control["utility-loss-sampling-error"][0, 0] > 1e-2);
    }

    [Fact]
    public void AffiliatedFirstPrice_IsMeasuredInItsEquilibrium()
    {
        var known = Affiliated(1, 1 << 20);
        AssertKnown(known, utility: 1.0 / 9, loss: 1.3e-4);
        var control = Affiliated(.95, 1 << 17);
        Assert.True(control["utility-loss-ex-ante"][0, 0] > 3 * known["utility-loss-ex-ante"][0, 0]);
        // The control's true loss, from 2^23 games: 1.10e-3; its share of chance is told too.
        double seen = control["utility-loss-ex-ante"][0, 0], noise = control["utility-loss-sampling-error"][0, 0];
        Assert.InRange(1.10e-3, seen - noise - 3e-5, seen);
    }

    private static Dictionary<string, double[,]> MineralRights(double shade, int samples) => Formula.Measure(
        Formula.Auction(new SecondPrice(new SecondPrice.Settings()), 3) with { Correlation = new MineralRights() },
        (_, o, b) => b[0] = shade * 2 * o[0] / (2 + o[0]), samples);

    private static Dictionary<string, double[,]> Affiliated(double shade, int samples) => Formula.Measure(
        Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2) with { Correlation = new Affiliated() },
        (_, o, b) => b[0] = shade * 2 * o[0] / 3, samples);

    private static void AssertKnown(Dictionary<string, double[,]> found, double utility, double loss)
    {
        for (int i = 0; i < found["utility"].GetLength(1); i++)
        {
            double error = found["utility-sampling-error"][0, i];
            Assert.InRange(error, 1e-9, 1e-3);
            Assert.True(Math.Abs(found["utility"][0, i] - utility) < 4 * error,
                $"{found["utility"][0, i]} is more than 4 times {error} from {utility}");
            // The loss is 0: what is measured is chance, and is said to be, up to four standard errors of a utility.
            double noise = found["utility-loss-sampling-error"][0, i];
            Assert.InRange(found["utility-loss-ex-ante"][0, i], 0, loss);
            Assert.InRange(found["utility-loss-ex-ante"][0, i] - noise, -loss, 4 * error);
        }
    }
}
