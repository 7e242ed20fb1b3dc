using System.Globalization;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>Leads Newton's method through the stages of a continuation, and linear buyers to their exact
/// finish.</summary>
internal sealed class NewtonPricing : IPricing
{
    private const int PassesPerStage = 200;
    private const int StalledMax = 6;
    private const int SingleFrom = 1 << 16;
    private const double FreeGood = 1e-10;

    private readonly IMarket _market;
    private readonly double _budget;
    private readonly ClosedForm _form;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly LinearStages? _linear;
    private int _stage;
    private NewtonIteration? _newton;
    private int _passes;
    private double[] _s;
    private double _k;
    private double _residual = double.PositiveInfinity;
    private double _relative = double.PositiveInfinity;
    private bool _isDone;

    public NewtonPricing(SolvedMarket market, double budget)
    {
        (_market, _budget, _form) = (market.Market, budget, market.Utility.ClosedForm!.Value);
        _stages = Continuation.Plan(_form, _market.BuyerCount);
        _linear = _form.IsLinear ? new LinearStages(_market.Supply, budget) : null;
        _s = new double[_market.GoodCount];
        Array.Fill(_s, Math.Log(budget / _market.Supply.Sum()));
        _k = _stages[0].K;
    }

    public double[] Announcement => NewtonQuestions.Announce(_linear?.Proved
        ?? new AnnouncedDemand(Cleared(), _form.IsCobbDouglas ? _form : new ClosedForm(_k, false)));

    public IReadOnlyList<(string Metric, double Value)> Measured => _linear is null || !_isDone
        ? [("residual", _residual)]
        : [("residual", _residual), ("proof", _linear.Proved is null ? 0 : 1)];

    public IReadOnlyList<string> Remarks
    {
        get
        {
            var remarks = new List<string>();
            if (_linear is not null && _linear.Proved is null)
            {
                remarks.Add("The exact finish found no proof: prices and allocation are those of a smoothed demand with "
                    + $"k = {Text(_k)}, whose Nash gap is measured. Many equal valuations, or more ties than are "
                    + "listed, lead here.");
            }
            if (_linear?.Proved is null && _residual > 1e-12 && !(_relative < 1e-12))
            {
                remarks.Add($"Newton's method stopped after {_passes} passes at a residual of {Text(_residual)} (in "
                    + $"revenues of a mean good; {Text(_relative)} of a good's own revenue): "
                    + "rounding of 64-bit numbers allows no better here.");
            }
            return remarks;
        }
    }

    public Question? Next() => _isDone ? null
        : _linear?.Next() ?? NewtonQuestions.Ask(NextPass(), _linear?.Fold);

    public void Take(Total total)
    {
        if (_linear?.Next() is not null)
        {
            _linear.Take(total);
            _isDone = _linear.Next() is null && (_linear.Proved is not null || _stage == _stages.Count);
            return;
        }
        var stage = _stages[_stage];
        var pass = NextPass();
        _passes++;
        if (_form.IsCobbDouglas)
        {
            // Shares do not depend on prices: p_j = D_j / Y_j.
            _s = [.. _market.Supply.Select((y, j) => Math.Log(total.Sums[j] / y))];
            (_residual, _relative, _isDone) = (0, 0, true);
            return;
        }
        _newton ??= Begin(stage, stage.IsSample ? total.Sums[_market.GoodCount + 1] : _budget);
        _newton.Take(total.Sums, _linear?.Decided, pass.Precision, pass.Second);
        bool isStuck = _newton.Stalled >= StalledMax || _newton.Passes >= PassesPerStage;
        if (_linear is not null && isStuck && _newton.Residual > LinearStages.StalledResidual)
        {
            // The rounding of k L_ij: the stage before was the last good one.
            _isDone = true;
            return;
        }
        (_residual, _relative) = (_newton.Residual, _newton.Relative);
        if (_newton.HasConverged || isStuck || (_newton.IsExact && _newton.Residual < stage.Tolerance))
        {
            EndStage(stage);
        }
    }

    public Settlement Settle(double[] sums)
    {
        double[] s = _linear?.Proved?.S ?? Cleared();
        return new Settlement([.. s.Select(Math.Exp)], [.. s.Select(_ => 1.0)]);
    }

    public double[] Save()
    {
        var to = new NumberWriter();
        to.Write([_stage, _passes, _k, _residual, _relative, _isDone ? 1 : 0, _newton is null ? 0 : 1]);
        to.Write(_s);
        _linear?.Save(to);
        if (_newton is not null)
        {
            to.Write(_newton.Budget);
            _newton.Save(to);
        }
        return to.Numbers;
    }

    public void Load(double[] state)
    {
        var from = new NumberReader(state);
        double[] n = from.Read(7);
        (_stage, _passes, _k, _residual, _relative, _isDone) = ((int)n[0], (int)n[1], n[2], n[3], n[4], n[5] == 1);
        _s = from.Read(_market.GoodCount);
        _linear?.Load(from);
        _newton = null;
        if (n[6] == 1)
        {
            _newton = Begin(_stages[_stage], from.Read());
            _newton.Load(from);
        }
    }

    private SpendingPass NextPass()
    {
        var stage = _stages[_stage];
        var form = _form.IsCobbDouglas ? _form : new ClosedForm(stage.K, false);
        bool isFirst = _newton is null;
        return new SpendingPass(_newton?.Trial ?? _s, form,
            (isFirst ? AllowsSingle(stage) : _newton!.NextPrecision == Precision.Single)
                ? Precision.Single
                : Precision.Double,
            !_form.IsCobbDouglas && (isFirst || _newton!.NextSecond),
            stage.IsSample ? Continuation.SampleRows : BlockTree.BlockSize);
    }

    // Single precision pays where a pass is most of the time; large k magnifies its rounding.
    private bool AllowsSingle(Stage stage) => !stage.IsSample && _stages.Count <= 2 && !_form.IsCobbDouglas
        && _market.BuyerCount >= SingleFrom;

    private NewtonIteration Begin(Stage stage, double budget)
    {
        double share = budget / _budget;
        double[] supply = share == 1 ? _market.Supply : [.. _market.Supply.Select(y => y * share)];
        return new NewtonIteration(_s, supply, budget, stage.K, AllowsSingle(stage), isCautious: _stages.Count > 2);
    }

    private void EndStage(Stage stage)
    {
        double change = 0;
        for (int j = 0; j < _s.Length; j++)
        {
            change = Math.Max(change, Math.Abs(_newton!.S[j] - _s[j]));
        }
        bool isFirstFull = _stage == 0 || _stages[_stage - 1].IsSample;
        (_s, _k, _newton) = (_newton!.S, stage.K, null);
        _stage++;
        bool isLast = _stage == _stages.Count;
        if (_linear is not null && (isLast || !_stages[_stage].IsSample))
        {
            _linear.EndStage(_s, isFirstFull || stage.IsSample ? double.PositiveInfinity : change, _k, isLast);
        }
        _isDone = isLast && _linear?.Next() is null;
    }

    /// <summary>s scaled so that supply costs what there is; goods that Leontief buyers leave over are free.</summary>
    private double[] Cleared()
    {
        double revenue = 0;
        for (int j = 0; j < _s.Length; j++)
        {
            revenue += _market.Supply[j] * Math.Exp(_s[j]);
        }
        double beta = Math.Log(_budget / revenue), least = FreeGood * _budget / _s.Length;
        return [.. _s.Select((s, j) => _k == -1 && _market.Supply[j] * Math.Exp(s) < least
            ? double.NegativeInfinity
            : s + beta)];
    }

    private static string Text(double number) => number.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
