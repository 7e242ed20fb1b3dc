using System.Globalization;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>Leads Newton's method through the stages of a continuation, and linear buyers to their exact
/// finish.</summary>
internal sealed class NewtonPricing : IPricing
{
    private const int PassesPerStage = 400;
    private const int SingleFrom = 1 << 16;

    private readonly IMarket _market;
    private readonly double _budget;
    private readonly double _unit;
    private readonly double[] _supply;
    private readonly ClosedForm _form;
    private readonly Continuation _continuation;
    private readonly LinearStages? _linear;
    private Stage? _stage;
    private NewtonIteration? _newton;
    private int _passes;
    private double[] _start;
    private double[] _s;
    private double _k;
    private double _residual = double.PositiveInfinity;
    private double _relative = double.PositiveInfinity;
    private bool _isComparable;
    private bool _isLost;
    private bool _isDone;

    public NewtonPricing(SolvedMarket market, double budget)
    {
        (_market, _budget, _form) = (market.Market, budget, market.Utility.ClosedForm!.Value);
        // Shares do not change when all prices do, so log prices are counted from a mean price: near 0 they have the
        // most digits, and large k needs them.
        _unit = budget / _market.Supply.Sum();
        _supply = [.. _market.Supply.Select(y => y * _unit)];
        _continuation = new Continuation(_form, _market.BuyerCount);
        _stage = _continuation.First();
        _linear = _form.IsLinear ? new LinearStages(_supply, budget) : null;
        _s = _start = new double[_market.GoodCount];
        _k = _stage.K;
    }

    public double[] Announcement => NewtonQuestions.Announce(_linear?.Proved
        ?? new AnnouncedDemand(Cleared(_s), _form.IsCobbDouglas ? _form : new ClosedForm(_k, false)));

    public IReadOnlyList<(string Metric, double Value)> Measured => _linear is null || !_isDone
        ? [("residual", _residual)]
        :
        [
            ("residual", _residual), ("proof", _linear.Proved is null ? 0 : 1),
            ("tied-buyers", _linear.Proved?.Splits?.Buyers.Length ?? (_linear.Proved is null ? double.NaN : 0)),
        ];

    public IReadOnlyList<string> Remarks
    {
        get
        {
            var remarks = new List<string>();
            if (_linear is not null && _linear.Proved is null)
            {
                remarks.Add("The exact finish found no proof: prices and allocation are those of a smoothed demand "
                    + $"with k = {Text(_k)}, whose Nash gap is measured. Many equal valuations, or more ties than are "
                    + "listed, lead here.");
            }
            if (_linear is null && _residual > 1e-12 && !(_relative < 1e-12))
            {
                remarks.Add($"Newton's method stopped after {_passes} passes at a residual of {Text(_residual)} (in "
                    + $"revenues of a mean good; {Text(_relative)} of a good's own revenue): "
                    + "rounding of 64-bit numbers allows no better here.");
            }
            if (_linear is null && _residual <= 1e-12 && _relative > 1e-9)
            {
                remarks.Add($"Some goods are nearly free: all markets clear to {Text(_residual)} revenues of a mean "
                    + $"good, but those goods only to {Text(_relative)} of their own revenue, which shows in the "
                    + "violation of allocation.");
            }
            string[] free = [.. _market.GoodNames.Where((_, j) => double.IsNegativeInfinity(_s[j]))];
            if (free.Length > 0)
            {
                remarks.Add($"{free.Length:N0} {(free.Length == 1 ? "good is" : "goods are")} free: there is more of "
                    + $"{(free.Length == 1 ? "it" : "each")} than anybody can use at any price: "
                    + $"{string.Join(", ", free.Take(10))}{(free.Length > 10 ? ", ..." : "")}.");
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
            _isDone = _linear.Next() is null && (_isLost || _linear.Proved is not null || _stage is null);
            _residual = _isLost ? _linear.Reached : _residual;
            if (_linear.Settled is { } settled)
            {
                (_s, _k) = (settled.S, settled.Demand.K);
            }
            return;
        }
        var (stage, pass) = (_stage!, NextPass());
        _passes++;
        if (_form.IsCobbDouglas)
        {
            // Shares do not depend on prices: p_j = D_j / Y_j.
            _s = [.. _supply.Select((y, j) => Math.Log(total.Sums[j] / y))];
            (_residual, _relative, _isDone) = (0, 0, true);
            return;
        }
        _newton ??= Begin(stage, stage.IsSample ? total.Sums[_market.GoodCount + 1] : _budget);
        _newton.Take(total.Sums, _linear?.Decided, pass.Precision, pass.Second);
        bool isNear = _newton.IsExact && _newton.Residual < stage.Tolerance;
        bool isOver = isNear || _newton.HasConverged || _newton.IsStuck || _newton.Passes >= PassesPerStage;
        if (isOver && _linear is not null && !stage.IsSample && !_linear.StillDecided(_newton.S, stage.K))
        {
            _newton = null;
            return;
        }
        if (_linear is not null && isOver && !isNear && _newton.Residual > LinearStages.StalledResidual)
        {
            _linear.GiveUp();
            (_isLost, _isDone, _residual) = (true, _linear.Next() is null, _linear.Reached);
            return;
        }
        (_residual, _relative) = (_newton.Residual, _newton.Relative);
        if (isOver)
        {
            EndStage(stage);
        }
    }

    public Settlement Settle(double[] sums)
    {
        double[] s = _linear?.Proved?.S ?? Cleared(_s);
        return new Settlement([.. s.Select(x => _unit * Math.Exp(x))], [.. s.Select(_ => _unit)]);
    }

    public double[] Save()
    {
        var to = new NumberWriter();
        to.Write([
            _passes, _k, _residual, _relative, _isLost ? 1 : 0, _isDone ? 1 : 0, _newton is null ? 0 : 1,
            _stage is null ? 0 : 1, _stage?.K ?? 0, _stage?.IsSample ?? false ? 1 : 0, _stage?.Tolerance ?? 0,
            _isComparable ? 1 : 0,
        ]);
        to.Write(_s);
        to.Write(_start);
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
        double[] n = from.Read(12);
        (_passes, _k, _residual, _relative) = ((int)n[0], n[1], n[2], n[3]);
        (_isLost, _isDone, _isComparable) = (n[4] == 1, n[5] == 1, n[11] == 1);
        _stage = n[7] == 1 ? new Stage(n[8], n[9] == 1, n[10]) : null;
        (_s, _start) = (from.Read(_s.Length), from.Read(_s.Length));
        _linear?.Load(from);
        _newton = null;
        if (n[6] == 1)
        {
            _newton = Begin(_stage!, from.Read());
            _newton.Load(from);
        }
    }

    private SpendingPass NextPass()
    {
        var stage = _stage!;
        var form = _form.IsCobbDouglas ? _form : new ClosedForm(stage.K, false);
        bool isFirst = _newton is null;
        return new SpendingPass(_newton?.Trial ?? _start, form,
            (isFirst ? AllowsSingle(stage) : _newton!.NextPrecision == Precision.Single)
                ? Precision.Single
                : Precision.Double,
            !_form.IsCobbDouglas && (isFirst || _newton!.NextSecond),
            stage.IsSample ? Continuation.SampleRows : BlockTree.BlockSize);
    }

    // Single precision pays where a pass is most of the time; large k magnifies its rounding.
    private bool AllowsSingle(Stage stage) => !stage.IsSample && !_continuation.IsLong && !_form.IsCobbDouglas
        && _market.BuyerCount >= SingleFrom;

    private NewtonIteration Begin(Stage stage, double budget)
    {
        double share = budget / _budget;
        double[] supply = share == 1 ? _supply : [.. _supply.Select(y => y * share)];
        return new NewtonIteration(_start, supply, budget, stage.K, AllowsSingle(stage), _continuation.IsLong);
    }

    private void EndStage(Stage stage)
    {
        var (before, kBefore, passes) = (_s, _k, _newton!.Passes);
        (_s, _start, _k, _newton) = (_newton.S, _newton.S, stage.K, null);
        if (FreeGoods(stage))
        {
            return;
        }
        _stage = _continuation.Next(stage, passes);
        // The first stage has none before it, and a sample's prices say little about the change of all buyers'.
        bool isLine = _k > kBefore && _isComparable;
        _isComparable = !stage.IsSample || _stage is { IsSample: true };
        if (isLine && _stage is not null)
        {
            _start = Cleared(Continuation.Ahead(_s, _k, before, kBefore, _stage.K));
        }
        if (_linear is not null && _stage is not { IsSample: true })
        {
            _linear.EndStage(_s, isLine && !stage.IsSample ? before : null, _k, kBefore, _residual, _stage is null);
        }
        _isDone = _stage is null && _linear?.Next() is null;
    }

    /// <summary>Goods that Leontief buyers leave over get cheaper for ever: they are made free, and the other prices
    /// are found once more without them.</summary>
    private bool FreeGoods(Stage stage)
    {
        double least = NewtonIteration.FreeGood * _budget / _s.Length;
        bool[] isFree = [.. _s.Select((s, j) => _k == -1 && double.IsFinite(s) && _supply[j] * Math.Exp(s) < least)];
        if (!isFree.Contains(true) || stage.IsSample)
        {
            return false;
        }
        _s = _start = [.. _s.Select((s, j) => isFree[j] ? double.NegativeInfinity : s)];
        return true;
    }

    private double[] Cleared(double[] s) => NewtonIteration.Levelled(s, _supply, _budget);

    private static string Text(double number) => number.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
