namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>What linear buyers are asked between two stages: who is tied, whether the exact prices that follow from it
/// hold, and who is decided for the stages to come.</summary>
/// <remarks>docs/fisher.md, 5. The proof decides, so it is tried after every stage.</remarks>
internal sealed class LinearStages(double[] supply, double budget)
{
    /// <summary>A stage that stalls above this residual has met the rounding of k L_ij.</summary>
    public const double StalledResidual = 1e-8;

    private const double Undecidable = 60; // e^-60 of a budget is below all rounding
    private const double LeastTau = 1e-9;
    private const double ProofTolerance = 1e-12;

    private static readonly double[] TauFactors = [1, 0.5, 2, 5];

    private Step _step;
    private double[] _s = [];
    private double _k;
    private double _change = double.PositiveInfinity;
    private bool _isLast;
    private int _attempt;
    private AnnouncedDemand? _candidate;

    private enum Step
    {
        None,
        Ties,
        Prove,
        Decide,
    }

    /// <summary>Who is left out of the passes of the present stage.</summary>
    public Fold? Fold { get; private set; }

    /// <summary>What they spend on each good, [m].</summary>
    public double[]? Decided { get; private set; }

    /// <summary>The exact answer once it is proved.</summary>
    public AnnouncedDemand? Proved { get; private set; }

    private double Tau => Math.Max(LeastTau, 2 * _change) * TauFactors[_attempt];

    /// <summary>Notes the solution of a stage.</summary>
    /// <param name="s">Log prices, [m].</param>
    /// <param name="change">Their largest change since the stage before; infinite where there was none like
    /// it.</param>
    public void EndStage(double[] s, double change, double k, bool isLast)
    {
        (_s, _change, _k, _isLast, _attempt) = (s, change, k, isLast, 0);
        _step = double.IsFinite(change) ? Step.Ties : isLast ? Step.None : Step.Decide;
    }

    /// <summary>The next question between two stages; nothing where the next stage can begin.</summary>
    public Question? Next() => _step switch
    {
        Step.Ties => NewtonQuestions.Ask(NewtonQuestions.Ties, new Fold(_s, Tau)),
        Step.Prove => new Question(NewtonQuestions.Prove, NewtonQuestions.Announce(_candidate!)),
        Step.Decide => NewtonQuestions.Ask(NewtonQuestions.Decide, new Fold(_s, Undecidable / _k)),
        _ => null,
    };

    public void Take(Total total)
    {
        switch (_step)
        {
            case Step.Ties:
                _candidate = LinearFinish.Try(supply, total.Sums, budget, total.Listed);
                if (_candidate is not null)
                {
                    _step = Step.Prove;
                }
                else
                {
                    Retry();
                }
                break;
            case Step.Prove when Holds(total):
                (Proved, _step) = (_candidate, Step.None);
                break;
            case Step.Prove:
                Retry();
                break;
            default:
                (Fold, Decided, _step) = (new Fold(_s, Undecidable / _k), total.Sums, Step.None);
                break;
        }
    }

    public void Save(NumberWriter to)
    {
        to.Write([(int)_step, _s.Length, _k, _change, _isLast ? 1 : 0, _attempt, Fold?.Lead ?? 0]);
        to.Write(_s);
        Optional(to, Fold?.S);
        Optional(to, Decided);
        Optional(to, _candidate is null ? null : NewtonQuestions.Announce(_candidate));
        to.Write(Proved is null ? 0 : 1);
    }

    public void Load(NumberReader from)
    {
        double[] n = from.Read(7);
        (_step, _k, _change, _isLast, _attempt) = ((Step)(int)n[0], n[2], n[3], n[4] == 1, (int)n[5]);
        _s = from.Read((int)n[1]);
        Fold = Optional(from) is { } fold ? new Fold(fold, n[6]) : null;
        Decided = Optional(from);
        _candidate = Optional(from) is { } announced
            ? NewtonQuestions.ReadAnnounced(announced, supply.Length)
            : null;
        Proved = from.Read() == 1 ? _candidate : null;
    }

    private static void Optional(NumberWriter to, double[]? numbers)
    {
        to.Write(numbers?.Length ?? -1);
        to.Write(numbers ?? []);
    }

    private static double[]? Optional(NumberReader from) => from.Read() is >= 0 and var length
        ? from.Read((int)length)
        : null;

    private void Retry()
    {
        _candidate = null;
        _attempt++;
        if (_attempt == TauFactors.Length)
        {
            _attempt = 0;
            _step = _isLast ? Step.None : Step.Decide;
        }
        else
        {
            _step = Step.Ties;
        }
    }

    /// <summary>Whether every good is sold for what it costs, and nobody has a better good.</summary>
    private bool Holds(Total total)
    {
        for (int j = 0; j < supply.Length; j++)
        {
            double price = Math.Exp(_candidate!.S[j]);
            if (!(Math.Abs(total.Sums[j] - supply[j]) * price <= ProofTolerance * budget))
            {
                return false;
            }
        }
        return total.Listed.All(regret => regret <= ProofTolerance);
    }
}
