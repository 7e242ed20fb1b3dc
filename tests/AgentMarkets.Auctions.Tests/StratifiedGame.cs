using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Tests;

/// <summary>A symmetric game of values uniform on [0,1]: the rivals' types are the middles of equal parts of the unit
/// interval, each with each, so that means over games are integrals by the midpoint rule.</summary>
internal sealed class StratifiedGame
{
    private readonly IOpposition _opposition;
    private readonly Func<double, double> _bid;
    private readonly IUtility _utility;

    public StratifiedGame(IMechanism rule, int bidders, Func<double, double> bid, IUtility? utility = null)
    {
        (_bid, _utility) = (bid, utility ?? new QuasiLinear());
        int parts = bidders == 2 ? 1 << 13 : 1 << 9, games = bidders == 2 ? parts : parts * parts;
        var bids = new double[games * bidders];
        for (int s = 0; s < games; s++)
        {
            bids[s * bidders + 1] = bid((s % parts + 0.5) / parts);
            if (bidders == 3)
            {
                bids[s * bidders + 2] = bid((s / parts + 0.5) / parts);
            }
        }
        _opposition = rule.Against(1, bidders, rule.Oppose(bids, bidders)(1));
        Measure(rule);
    }

    /// <summary>E u of one bidder.</summary>
    public double Utility { get; private set; }

    /// <summary>E of what one bidder pays.</summary>
    public double Payment { get; private set; }

    /// <summary>The most that a type can gain.</summary>
    public double Loss { get; private set; }

    private void Measure(IMechanism rule)
    {
        const int Types = 500;
        double[] types = [.. Enumerable.Range(0, Types).Select(k => (k + 0.5) / Types)];
        using var scope = TorchSharp.torch.NewDisposeScope();
        var values = TorchSharp.torch.tensor(types, [Types, 1]);
        double[] worth = rule.Worth(1, values).contiguous().data<double>().ToArray();
        double[] cost = rule.Cost(1, values)?.contiguous().data<double>().ToArray() ?? [];
        int k = worth.Length / Types;
        var (best, replies) = (new double[Types], new double[Types]);
        _opposition.Best(worth, cost, _utility, best, replies);
        var win = new double[k];
        for (int t = 0; t < Types; t++)
        {
            double own = _opposition.Payoff(worth.AsSpan(t * k, k), cost.Length == 0 ? 1 : cost[t], [_bid(types[t])],
                _utility);
            Utility += own / Types;
            Payment += _opposition.Fare([_bid(types[t])], win) / Types;
            Loss = Math.Max(Loss, best[t] - own);
        }
    }
}
