using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>Normal draws by which starts lie apart: one set a row of the bid functions, of its replica's seed and its
/// bidder alone.</summary>
internal static class StartJitter
{
    /// <returns>[count], of standard deviation <paramref name="deviation"/>; zeros where that is 0.</returns>
    public static double[] Of(Opening opening, int row, double deviation, int count)
    {
        var draws = new double[count];
        if (deviation > 0)
        {
            NormalDraws.Fill(StreamKey.Of(opening.Seed(row), opening.Owner(row).Id, "start"), 0, draws);
        }
        for (int k = 0; k < count; k++)
        {
            draws[k] *= deviation;
        }
        return draws;
    }
}
