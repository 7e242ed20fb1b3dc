using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Newton;

namespace AgentMarkets.Fisher.Solvers.PriceUpdates;

/// <summary>One pass over all buyers and one <see cref="PriceAdjustment"/> a round, as long as there are
/// rounds.</summary>
internal sealed class TatonnementPricing(IMarket market, double budget, ClosedForm demand, AdjustmentRule rule,
    double step) : IPricing
{
    // Of the revenue of a mean good: below it a good that Leontief buyers leave over is free.
    private const double FreeGood = 1e-10;

    private readonly PriceAdjustment _prices = new(market.Supply, budget, demand.K, rule, step);

    public double[] Announcement => NewtonQuestions.Announce(new AnnouncedDemand(Found(), demand));

    public IReadOnlyList<(string Metric, double Value)> Measured => [("residual", _prices.Residual)];

    public Question? Next() => NewtonQuestions.Ask(
        new SpendingPass(_prices.S, demand, Precision.Double, Second: false), null);

    public void Take(Total total) => _prices.Take(total.Sums, 1);

    public Settlement Settle(double[] sums) => new([.. Found().Select(Math.Exp)], [.. sums.Select(_ => 1.0)]);

    public double[] Save()
    {
        var to = new NumberWriter();
        _prices.Save(to);
        return to.Numbers;
    }

    public void Load(double[] state) => _prices.Load(new NumberReader(state));

    private double[] Found()
    {
        double least = FreeGood * budget / market.GoodCount;
        return demand.K != -1 || demand.IsCobbDouglas ? _prices.Answer
            : [.. _prices.Answer.Select((s, j) => market.Supply[j] * Math.Exp(s) < least
                ? double.NegativeInfinity : s)];
    }
}
