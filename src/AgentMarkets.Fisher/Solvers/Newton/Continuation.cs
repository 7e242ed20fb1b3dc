using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>One problem with a finite k on the way to the one that is asked.</summary>
/// <param name="IsSample">On the first buyers of every block only: prices per head are nearly the same there.</param>
/// <param name="Tolerance">The residual at which it is left for the next.</param>
internal sealed record Stage(double K, bool IsSample, double Tolerance);

/// <summary>The problems by which the one asked is reached: a sample first where buyers are many, small k before large
/// ones.</summary>
/// <remarks>docs/fisher.md, 4 and 5.</remarks>
internal static class Continuation
{
    /// <summary>Buyers of each block in the sample: one in 32.</summary>
    public const int SampleRows = BlockTree.BlockSize / 32;

    /// <summary>From so many buyers on a sample pays.</summary>
    private const long SampledFrom = 1 << 14;

    // Beyond it Newton's method no longer finds its way from equal prices.
    private const double DirectK = 16;
    private const double SampledK = 256;

    // 2^26: beyond it the rounding of k L_ij is larger than what is left to find.
    private const double LastK = 1 << 26;

    public static IReadOnlyList<Stage> Plan(ClosedForm form, long buyers)
    {
        bool isSampled = buyers >= SampledFrom;
        var stages = new List<Stage>();
        double last = Math.Min(form.K, LastK);
        if (form.IsCobbDouglas || last <= DirectK)
        {
            if (isSampled && !form.IsCobbDouglas)
            {
                stages.Add(new Stage(last, true, 1e-8));
            }
            return [.. stages, new Stage(last, false, 0)];
        }
        for (double k = 4; k < last; k *= 4)
        {
            stages.Add(new Stage(k, isSampled && k <= SampledK, 1e-7));
        }
        return [.. stages, new Stage(last, false, 0)];
    }
}
