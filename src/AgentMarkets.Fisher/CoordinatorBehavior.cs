using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Metrics;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher;

/// <summary>Owns prices and multipliers: it asks, takes the aggregate answer, moves the prices by the rule of the
/// solver, and measures how far from equilibrium they are.</summary>
internal sealed class CoordinatorBehavior : IBehavior
{
    private readonly FisherGame _game;
    private readonly IPricing?[] _pricing;
    private readonly double[] _budgets;
    private readonly long[] _failedIn;
    private readonly Evaluation _evaluation;
    private bool _isCounted;
    private long _round;
    private long _target;
    private Moment? _asked;
    private (long Round, bool Final)? _measuring;
    private (long Round, bool Final)? _lastMeasured;

    public CoordinatorBehavior(FisherGame game)
    {
        _game = game;
        _pricing = new IPricing?[game.Markets.Count];
        _budgets = new double[game.Markets.Count];
        _failedIn = new long[game.Markets.Count];
        _evaluation = new Evaluation(game);
    }

    public ActorId Id => FisherGame.CoordinatorId;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case RunTo run:
                _target = run.Round;
                if (_asked is null)
                {
                    GoOn(outbox);
                }
                break;
            case Measure measure when measure.Round < _round || (measure.Round, measure.Final) == _lastMeasured:
                break;
            case Measure measure when _asked is null:
                _measuring = _lastMeasured = (measure.Round, measure.Final);
                GoOn(outbox);
                break;
            case Cleared cleared when cleared.Moment != _asked:
                break;
            case Cleared cleared:
                _asked = null;
                Take(cleared, outbox);
                GoOn(outbox);
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"round={_round}, asked={_asked}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() => _asked is null ? [] : [FisherGame.MarketId];

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        state.Shared("counted", _isCounted ? 1 : 0);
        state.Rows<double>("budgets", _budgets, _budgets.Length);
        state.Rows<long>("failed-in", _failedIn, _failedIn.Length);
        for (int r = 0; _isCounted && r < _pricing.Length; r++)
        {
            state.Own<double>("pricing", _pricing[r]!.Save(), r);
        }
    }

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        _isCounted = state.Shared("counted") == 1;
        state.Rows<double>("budgets", _budgets);
        state.Rows<long>("failed-in", _failedIn);
        (_asked, _measuring, _lastMeasured) = (null, null, null);
        DisposePricing();
        if (!_isCounted)
        {
            return;
        }
        StartPricing();
        for (int r = 0; r < _pricing.Length; r++)
        {
            _pricing[r]!.Load(state.Own<double>("pricing", r));
        }
    }

    public void Dispose() => DisposePricing();

    private void GoOn(Outbox outbox)
    {
        if (!_isCounted)
        {
            Ask(new Moment(0, Phase.Census, 0), [.. _pricing.Select(_ => new Question(Measuring.Budgets, []))], outbox);
        }
        else if (_measuring is { } measure)
        {
            if (_evaluation.Next(_round, measure.Final, _pricing!, _budgets, outbox) is { } next)
            {
                Ask(next.Moment, next.Questions, outbox);
                return;
            }
            _measuring = null;
        }
        else if (_round < _target)
        {
            Question?[] questions = [.. _pricing.Select((pricing, r) => _failedIn[r] > 0 ? null : pricing!.Next())];
            if (questions.All(question => question is null))
            {
                outbox.Report(new Finished(_round));
                return;
            }
            Ask(new Moment(_round + 1, Phase.Solve, 0), questions, outbox);
        }
    }

    private void Ask(Moment moment, IReadOnlyList<Question?> questions, Outbox outbox)
    {
        _asked = moment;
        outbox.Send(FisherGame.MarketId, new Ask(moment, questions));
    }

    private void Take(Cleared cleared, Outbox outbox)
    {
        switch (cleared.Moment.Phase)
        {
            case Phase.Census:
                for (int r = 0; r < _budgets.Length; r++)
                {
                    _budgets[r] = cleared.Totals[r]!.Sums[0];
                }
                StartPricing();
                _isCounted = true;
                break;
            case Phase.Solve:
                _round = cleared.Round;
                for (int r = 0; r < _pricing.Length; r++)
                {
                    if (cleared.Totals[r] is { } total)
                    {
                        Take(r, total, outbox);
                    }
                }
                ReportMeasured(outbox);
                outbox.Report(new RoundCompleted(_round));
                break;
            default:
                _evaluation.Take(cleared.Totals);
                break;
        }
    }

    private void Take(int replica, Total total, Outbox outbox)
    {
        if (!total.Sums.All(double.IsFinite))
        {
            _failedIn[replica] = _round;
            outbox.Report(new ReplicaFailed(_round, Id, replica, "what buyers demand is no longer finite"));
            return;
        }
        var pricing = _pricing[replica]!;
        pricing.Take(total);
        if (pricing.Next() is null)
        {
            foreach (string sentence in pricing.Remarks)
            {
                outbox.Report(new Remark(_round, replica, sentence));
            }
        }
    }

    private void ReportMeasured(Outbox outbox)
    {
        foreach (string metric in _game.Solver.Metrics)
        {
            var values = new double[_pricing.Length, 1];
            bool isMeasured = false;
            for (int r = 0; r < _pricing.Length; r++)
            {
                var found = _pricing[r]!.Measured.FirstOrDefault(m => m.Metric == metric);
                values[r, 0] = found.Metric is null ? double.NaN : found.Value;
                isMeasured |= found.Metric is not null;
            }
            if (isMeasured)
            {
                outbox.Report(new Measurement(_round, metric, values, Final: false));
            }
        }
    }

    private void StartPricing()
    {
        for (int r = 0; r < _pricing.Length; r++)
        {
            _pricing[r] = _game.Solver.Price(_game.Markets[r], _budgets[r]);
        }
    }

    private void DisposePricing()
    {
        foreach (var pricing in _pricing)
        {
            pricing?.Dispose();
        }
    }
}
