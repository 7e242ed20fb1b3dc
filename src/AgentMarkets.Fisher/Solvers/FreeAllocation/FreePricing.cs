using System.Globalization;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Metrics;

namespace AgentMarkets.Fisher.Solvers.FreeAllocation;

/// <summary>When multipliers are updated and when it ends.</summary>
/// <param name="Steps">A multiplier's update comes after so many.</param>
internal sealed record Plan(int Epochs, int Steps, double Rho, double Stop);

/// <summary>The multipliers of supply, which are the prices; goods are counted in units in which Y_j / n is
/// 1.</summary>
/// <remarks>c_j = lambda_j + rho (E x_j - 1) is all that a buyer hears; the multipliers are updated after each epoch,
/// and the Nash gap of their prices decides whether it was the last.</remarks>
internal sealed class FreePricing(IMarket market, double budget, Plan plan) : IPricing
{
    private readonly int _goods = market.GoodCount;
    private double[] _lambda = new double[market.GoodCount];

    // E x_j - 1.
    private double[] _excess = new double[market.GoodCount];
    private bool _isBegun;
    private bool _measures;
    private bool _isDone;
    private int _step;
    private int _epoch = 1;
    private double _gap = double.NaN;
    private bool _isMeasured;

    public double[] Announcement => [.. market.Supply.Select(y => y / market.BuyerCount)];

    public IReadOnlyList<(string Metric, double Value)> Measured => _isMeasured ? [("epoch-gap", _gap)] : [];

    public IReadOnlyList<string> Remarks => !AllPositive
        ? ["A multiplier is not positive, so that the answer is not valid: more epochs, or larger steps, are needed."]
        : [$"Ended after {_epoch} {(_epoch == 1 ? "epoch" : "epochs")} of {plan.Steps:N0} steps at a Nash gap of "
            + $"{_gap.ToString("0.00e+0", CultureInfo.InvariantCulture)}; the gap does not see by how much supply and "
            + "budgets are missed, the two violations do."];

    private bool AllPositive => _lambda.All(lambda => lambda > 0);

    public Question? Next() => _isDone ? null
        : _measures ? Projected().AskGap(BlockTree.BlockSize)
        : !_isBegun ? new Question(FreeBuying.Begin, [])
        : new Question(FreeBuying.Step, [.. _lambda.Select((lambda, j) => lambda + plan.Rho * _excess[j])]);

    public void Take(Total total)
    {
        _isMeasured = false;
        if (_measures)
        {
            var measured = Projected();
            measured.TakeGap(total);
            (_gap, _isMeasured, _measures) = (measured.NashGap, true, false);
            EndEpoch();
            return;
        }
        _excess = [.. total.Sums.Select(sum => sum / market.BuyerCount - 1)];
        if (!_isBegun)
        {
            _isBegun = true;
            return;
        }
        if (++_step < plan.Steps)
        {
            return;
        }
        _step = 0;
        for (int j = 0; j < _goods; j++)
        {
            _lambda[j] += plan.Rho / Math.Sqrt(_epoch) * _excess[j];
        }
        if (AllPositive)
        {
            _measures = true;
            return;
        }
        EndEpoch();
    }

    public Settlement Settle(double[] sums) => new(
        [.. market.Supply.Select((y, j) => _lambda[j] * market.BuyerCount / y)], [.. sums.Select(_ => 1.0)]);

    public double[] Save() =>
    [
        _isBegun ? 1 : 0, _measures ? 1 : 0, _isDone ? 1 : 0, _step, _epoch, _gap, _isMeasured ? 1 : 0, .. _lambda,
        .. _excess,
    ];

    public void Load(double[] state)
    {
        (_isBegun, _measures, _isDone) = (state[0] == 1, state[1] == 1, state[2] == 1);
        (_step, _epoch, _gap, _isMeasured) = ((int)state[3], (int)state[4], state[5], state[6] == 1);
        (_lambda, _excess) = (state[7..(7 + _goods)], state[(7 + _goods)..]);
    }

    private void EndEpoch()
    {
        _isDone = _epoch == plan.Epochs || (AllPositive && _gap < plan.Stop);
        _epoch += _isDone ? 0 : 1;
    }

    /// <summary>(x, p) as they are now, scaled to clear and to cost what there is.</summary>
    private Measured Projected()
    {
        var measured = new Measured(market, this, budget);
        measured.TakeSums(new Total([.. market.Supply.Select((y, j) => y * (_excess[j] + 1)), budget], []));
        return measured;
    }
}
