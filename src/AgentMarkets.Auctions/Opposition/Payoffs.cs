using static TorchSharp.torch;
using AgentMarkets.Torch;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>c(o, a): what every bid of a grid earns at every type of a grid.</summary>
internal static class Payoffs
{
    /// <param name="types">[n], of one number each.</param>
    /// <param name="bids">[m], of one number each.</param>
    /// <param name="payoffs">[n, m] row by row, written in place.</param>
    public static void Of(BayesianGame game, Bidder bidder, IOpposition opposition, double[] types, double[] bids,
        Span<double> payoffs)
    {
        using var scope = NewDisposeScope();
        var values = tensor(types, [types.Length, 1]);
        int outcomes = game.Shape.Outcomes;
        double[] worth = game.Mechanism.Worth(bidder.Number, values).contiguous().AsSpan<double>().ToArray();
        double[]? cost = game.Mechanism.Cost(bidder.Number, values)?.contiguous().AsSpan<double>().ToArray();
        Span<double> win = stackalloc double[outcomes];
        for (int a = 0; a < bids.Length; a++)
        {
            double paid = bidder.Utility.IsQuasiLinear ? opposition.Fare(bids.AsSpan(a, 1), win) : 0;
            for (int o = 0; o < types.Length; o++)
            {
                var mine = worth.AsSpan(o * outcomes, outcomes);
                double unit = cost?[o] ?? 1, payoff = -unit * paid;
                for (int k = 0; k < outcomes && bidder.Utility.IsQuasiLinear; k++)
                {
                    payoff += win[k] * mine[k];
                }
                payoffs[o * bids.Length + a] = bidder.Utility.IsQuasiLinear ? payoff
                    : opposition.Payoff(mine, unit, bids.AsSpan(a, 1), bidder.Utility);
            }
        }
    }
}
