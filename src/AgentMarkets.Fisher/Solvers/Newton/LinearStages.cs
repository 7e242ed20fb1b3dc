using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>What linear buyers are asked between two stages: who is tied, whether the exact prices that follow from it
/// hold, and who is decided for the stages to come.</summary>
/// <remarks>docs/fisher.md, 5. The proof decides, so it is tried after every stage.</remarks>
internal sealed class LinearStages(double[] supply, double budget)
{
    private const double Undecidable = 60; // e^-60 of a budget is below all rounding
    private const double Negligible = 40; // and so is e^-40 of the few that prices have moved that far
    private const double LeastTau = 1e-13;
    private const double ProofTolerance = 1e-12;

    // Of the estimated error of s, in which ties are looked for.
    private static readonly double[] TauFactors = [0.25, 1, 4];

    private Step _step;
    private double[] _s = [];
    private double _k;
    private double[] _guess = [];
    private double _error;
    private double _spread;
    private bool _isLast;
    private int _attempt;
    private AnnouncedDemand? _candidate;
    private AnnouncedDemand? _clean;
    private double _reached = double.PositiveInfinity;

    private enum Step
    {
        None,
        Ties,
        Prove,
        Decide,
        Choose,
    }

    /// <summary>Who is left out of the passes of the present stage.</summary>
    public Fold? Fold { get; private set; }

    /// <summary>What they spend on each good, [m].</summary>
    public double[]? Decided { get; private set; }

    /// <summary>The exact answer once it is proved.</summary>
    public AnnouncedDemand? Proved { get; private set; }

    /// <summary>The residual of the last stage that was not given up.</summary>
    public double Reached => Settled is null ? _reached : CleanResidual;

    /// <summary>The smoothed answer where it is settled that there is none better.</summary>
    public AnnouncedDemand? Settled { get; private set; }

    // A lead that outlasts the smoothing, and twice what prices have moved last.
    private Fold ToDecide => new(_s, Undecidable / _k + 2 * _spread);

    private double Tau => Math.Max(LeastTau, _error * TauFactors[_attempt]);

    /// <summary>A stage that stalls above this residual has met the rounding of k L_ij.</summary>
    public const double StalledResidual = 1e-8;

    /// <summary>A stage below this residual clears to the last digit.</summary>
    public const double CleanResidual = 3e-13;

    // A smoothed demand that clears to the last digit is preferred to one with a larger k where its Nash gap is below.
    private const double SmoothedGap = 1e-10;

    /// <summary>Notes the solution of a stage.</summary>
    /// <param name="s">Log prices, [m].</param>
    /// <param name="before">Those of the stage before, at <paramref name="kBefore"/>; nothing where there was none like
    /// it.</param>
    public void EndStage(double[] s, double[]? before, double k, double kBefore, double residual, bool isLast)
    {
        (_s, _k, _isLast, _attempt, _reached) = (s, k, isLast, 0, residual);
        if (before is not null)
        {
            // What the line in 1/k still adds is the error of s; its own error is a part of that.
            _guess = Continuation.Ahead(s, k, before, kBefore, double.PositiveInfinity);
            _error = s.Zip(_guess, (now, then) => Math.Abs(now - then)).Max();
        }
        _clean = residual < CleanResidual ? new AnnouncedDemand(s, new ClosedForm(k, false)) : _clean;
        _spread = before is null ? 0 : Spread(s, before);
        _step = before is not null ? Step.Ties : isLast ? Step.None : Step.Decide;
    }

    /// <summary>Whether those who were decided before a stage still are at its solution; where prices have moved too
    /// far for that, fewer are taken to be decided, and the stage is played again.</summary>
    public bool StillDecided(double[] s, double k)
    {
        double spread = Fold is null ? 0 : Spread(s, Fold.S);
        if (Fold is null || k * (Fold.Lead - spread) >= Negligible)
        {
            return true;
        }
        (_spread, _step) = (2 * spread, Step.Decide);
        return false;
    }

    /// <summary>Rounding ends the continuation: the answer is one of the stages before.</summary>
    public void GiveUp() => _step = _clean is null ? Step.None : Step.Choose;

    /// <summary>The next question between two stages; nothing where the next stage can begin.</summary>
    public Question? Next() => _step switch
    {
        Step.Ties => NewtonQuestions.Ask(NewtonQuestions.Ties, new Fold(_guess, Tau)),
        Step.Prove => new Question(NewtonQuestions.Prove, NewtonQuestions.Announce(_candidate!)),
        Step.Decide => NewtonQuestions.Ask(NewtonQuestions.Decide, ToDecide),
        Step.Choose => new Question(NewtonQuestions.Prove, NewtonQuestions.Announce(_clean!)),
        _ => null,
    };

    public void Take(Total total)
    {
        switch (_step)
        {
            case Step.Ties:
                _candidate = LinearFinish.Try(supply, total.Sums, budget, total.Listed, Tau);
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
            case Step.Choose:
                double gap = total.Sums[supply.Length + 1] / total.Sums[supply.Length];
                (Settled, _step) = (gap <= SmoothedGap ? _clean : null, Step.None);
                break;
            default:
                (Fold, Decided, _step) = (ToDecide, total.Sums, Step.None);
                break;
        }
    }

    public void Save(NumberWriter to)
    {
        to.Write([
            (int)_step, _s.Length, _k, _error, _isLast ? 1 : 0, _attempt, Fold?.Lead ?? 0, _reached, _spread,
        ]);
        to.Write(_s);
        Optional(to, _guess);
        Optional(to, Fold?.S);
        Optional(to, Decided);
        Optional(to, _candidate is null ? null : NewtonQuestions.Announce(_candidate));
        to.Write([Proved is null ? 0 : 1, Settled is null ? 0 : 1]);
        Optional(to, _clean is null ? null : NewtonQuestions.Announce(_clean));
    }

    public void Load(NumberReader from)
    {
        double[] n = from.Read(9);
        (_reached, _spread) = (n[7], n[8]);
        (_step, _k, _error, _isLast, _attempt) = ((Step)(int)n[0], n[2], n[3], n[4] == 1, (int)n[5]);
        _s = from.Read((int)n[1]);
        _guess = Optional(from)!;
        Fold = Optional(from) is { } fold ? new Fold(fold, n[6]) : null;
        Decided = Optional(from);
        _candidate = Announced(from);
        Proved = from.Read() == 1 ? _candidate : null;
        bool isSettled = from.Read() == 1;
        _clean = Announced(from);
        Settled = isSettled ? _clean : null;
    }

    private static void Optional(NumberWriter to, double[]? numbers)
    {
        to.Write(numbers?.Length ?? -1);
        to.Write(numbers ?? []);
    }

    private AnnouncedDemand? Announced(NumberReader from) => Optional(from) is { } announced
        ? NewtonQuestions.ReadAnnounced(announced, supply.Length)
        : null;

    private static double[]? Optional(NumberReader from) => from.Read() is >= 0 and var length
        ? from.Read((int)length)
        : null;

    /// <summary>How much two goods' log prices have moved apart at most.</summary>
    private static double Spread(double[] s, double[] before)
    {
        double[] moved = [.. s.Zip(before, (now, then) => now - then)];
        return moved.Max() - moved.Min();
    }

    private void Retry()
    {
        _candidate = null;
        _attempt++;
        if (_attempt == TauFactors.Length)
        {
            _attempt = 0;
            _step = !_isLast ? Step.Decide : _clean is null ? Step.None : Step.Choose;
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
