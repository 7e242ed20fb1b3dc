using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Newton;

namespace AgentMarkets.Fisher.Solvers.Streams;

/// <summary>Sample average: the sum of the sample's budgets first, then Newton's method as for any market.</summary>
/// <remarks>Prices are those of the sample, in its own money a head; what it has more or less than the population shows
/// in the violation of price.</remarks>
internal sealed class SamplePricing(SolvedMarket sample) : IPricing
{
    private readonly ClosedForm _form = sample.Utility.ClosedForm!.Value;
    private double _budget;
    private NewtonPricing? _newton;

    public double[] Announcement => _newton?.Announcement
        ?? NewtonQuestions.Announce(new AnnouncedDemand(new double[sample.Market.GoodCount], _form));

    public IReadOnlyList<(string Metric, double Value)> Measured => _newton is null ? []
        : [.. _newton.Measured.Where(measured => measured.Metric == "residual")];

    public IReadOnlyList<string> Remarks => _newton?.Remarks ?? [];

    public Question? Next()
    {
        if (_newton is not null)
        {
            return _newton.Next();
        }
        // Whatever the prices and the demand: a pass says whose budgets it saw.
        return NewtonQuestions.Ask(new SpendingPass(new double[sample.Market.GoodCount], new ClosedForm(1, false),
            Precision.Double, Second: false), null);
    }

    public void Take(Total total)
    {
        if (_newton is not null)
        {
            _newton.Take(total);
            return;
        }
        _budget = total.Sums[sample.Market.GoodCount + 1];
        _newton = new NewtonPricing(sample, _budget);
    }

    public Settlement Settle(double[] sums) => _newton?.Settle(sums)
        ?? new Settlement([.. sums.Select(_ => 1.0)], [.. sums.Select(_ => 1.0)]);

    public double[] Save() => _newton is null ? [] : [_budget, .. _newton.Save()];

    public void Load(double[] state)
    {
        _newton = null;
        if (state.Length > 0)
        {
            _budget = state[0];
            _newton = new NewtonPricing(sample, _budget);
            _newton.Load(state[1..]);
        }
    }
}
