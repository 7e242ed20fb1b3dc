using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>One problem with a finite k on the way to the one that is asked.</summary>
/// <param name="IsSample">On the first buyers of every block only: prices per head are nearly the same there.</param>
/// <param name="Tolerance">The residual at which it is left for the next.</param>
internal sealed record Stage(double K, bool IsSample, double Tolerance);

/// <summary>The problems by which the one asked is reached: a sample first where buyers are many, small k before large
/// ones, and from each a guess at the next.</summary>
/// <remarks>docs/fisher.md, 4 and 5.</remarks>
internal sealed class Continuation(ClosedForm form, long buyers)
{
    /// <summary>Buyers of each block in the sample: one in 32.</summary>
    public const int SampleRows = BlockTree.BlockSize / 32;

    /// <summary>From so many buyers on a sample pays.</summary>
    private const long SampledFrom = 1 << 14;

    // Beyond it Newton's method no longer finds its way from equal prices.
    private const double DirectK = 16;
    private const double FirstK = 4;
    private const double SampledK = 256;

    // Below it no smoothed demand is near enough to a linear one to be an answer, so none is solved to the last digit.
    private const double AnswerK = 1 << 17;

    // Mostly the rounding of k L_ij ends it before; where all valuations are nearly equal it does not, and only such
    // k tell them apart.
    private const double LastK = 1L << 44;

    // A stage of so few passes was an easy one: the next may be further.
    private const int FewPasses = 5;

    private readonly double _last = Math.Min(form.K, LastK);

    /// <summary>Whether there are stages between.</summary>
    public bool IsLong => !form.IsCobbDouglas && _last > DirectK;

    public Stage First()
    {
        bool isSampled = buyers >= SampledFrom && !form.IsCobbDouglas;
        return IsLong ? new Stage(FirstK, isSampled, 1e-7) : new Stage(_last, isSampled, isSampled ? 1e-8 : 0);
    }

    /// <summary>The stage after one that took so many passes; nothing where that was the last.</summary>
    public Stage? Next(Stage stage, int passes)
    {
        if (stage.K == _last)
        {
            return stage.IsSample ? stage with { IsSample = false, Tolerance = 0 } : null;
        }
        double k = Math.Min(_last, stage.K * (passes <= FewPasses ? 4 : 2));
        bool isSample = stage.IsSample && k <= SampledK;
        return new Stage(k, isSample, k == _last ? 0
            : isSample || !form.IsLinear ? 1e-7
            : k < AnswerK ? 1e-9
            : LinearStages.CleanResidual);
    }

    /// <summary>Log prices at another k by the line in 1/k through the last two solutions; infinite k is where linear
    /// buyers are.</summary>
    public static double[] Ahead(double[] s, double k, double[] before, double kBefore, double to)
    {
        double share = (1 / to - 1 / k) / (1 / k - 1 / kBefore);
        return [.. s.Select((x, j) => x + share * (x - before[j]))];
    }
}
