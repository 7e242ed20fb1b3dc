using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Between which numbers all payoffs of a table lie, for learners whose rates go with their range.</summary>
internal static class PayoffRange
{
    private const int MostProfiles = 1 << 16;

    /// <param name="types">[n], of one number each.</param>
    /// <param name="bids">[m], of one number each.</param>
    public static (double Lowest, double Highest) Of(BayesianGame game, Bidder bidder, double[] types, double[] bids)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var values = tensor(types, [types.Length, 1]);
        var worth = game.Mechanism.Worth(bidder.Number, values);
        var cost = game.Mechanism.Cost(bidder.Number, values);
        var payments = tensor(Payments(game, bidder, bids)) * (cost ?? ones_like(values));
        var lost = bidder.Utility.Lost(payments);
        var won = bidder.Utility.Won(worth.unsqueeze(2), payments.unsqueeze(1));
        double lowest = Math.Min(lost.min().item<double>(), won.min().item<double>());
        double highest = Math.Max(lost.max().item<double>(), won.max().item<double>());
        return (lowest, highest);
    }

    /// <summary>The lowest and the highest payment that the bidder can come to.</summary>
    /// <remarks>By playing all bids where the rule has a short list of them. Else a bidder pays at most what it bids,
    /// and receives as much at most where the rule is not known only to take money.</remarks>
    private static double[] Payments(BayesianGame game, Bidder bidder, double[] bids)
    {
        if (game.Mechanism is OneItem item)
        {
            return [0, Math.Max(bids[^1], item.Options.Reserve) + item.Options.EntryFee];
        }
        int n = game.Bidders.Count;
        double[][] actions = [.. game.Bidders.Select(b => game.Mechanism.Actions(b.Number, n) ?? [])];
        double profiles = actions.Aggregate(1.0, (product, each) => product * each.Length);
        if (profiles is 0 or > MostProfiles)
        {
            double top = Math.Max(Math.Abs(bids[0]), Math.Abs(bids[^1]));
            return [-top, top];
        }
        var all = new double[(int)profiles * n];
        for (int k = 0; k < profiles; k++)
        {
            for (int i = n - 1, rest = k; i >= 0; rest /= actions[i].Length, i--)
            {
                all[k * n + i] = actions[i][rest % actions[i].Length];
            }
        }
        var grid = tensor(all, [1, (int)profiles, n, 1]);
        var outcome = game.Mechanism.Clear(grid);
        var paid = outcome.Payment.select(2, bidder.Number - 1).flatten();
        paid = outcome.Loss is null ? paid : cat([paid, outcome.Loss.select(2, bidder.Number - 1).flatten()]);
        return [paid.min().item<double>(), paid.max().item<double>()];
    }
}
