namespace AgentMarkets.Core.Diagnostics;

/// <summary>A game as followers of gradients see it: at any joint parameters, the direction in which everybody climbs
/// at once.</summary>
/// <remarks>
/// What the diagnostics of docs/oscillation.md ask of a family of markets. Points are rows of joint parameters, [n, P],
/// those of all actors one after another; rows never meet. g_p is the derivative of the expected utility of the actor
/// that p belongs to, in its own parameter p. 64-bit throughout.
/// </remarks>
public interface IGradientField : IDisposable
{
    /// <summary>Names of the joint parameters, [P]: <c>bidder-1.w</c>.</summary>
    IReadOnlyList<string> Parameters { get; }

    /// <summary>Names of what is looked at, [K], K at most 16; the parameters themselves unless there are too
    /// many.</summary>
    IReadOnlyList<string> Observables => Parameters;

    /// <summary>How <see cref="Expected"/> comes about.</summary>
    Expectation Expectation { get; }

    /// <summary>Whether expected utilities have kinks (clipping, a highest bid without noise), where a Jacobian says
    /// nothing.</summary>
    bool IsKinked => false;

    /// <summary>g(x), the expected gradients.</summary>
    /// <param name="points">[n, P].</param>
    /// <param name="gradients">[n, P], written in place.</param>
    /// <exception cref="NotSupportedException">There is no expectation.</exception>
    void Expected(ReadOnlySpan<double> points, Span<double> gradients);

    /// <summary>Mean gradients of a batch of games, drawn from streams of its own, never the run's.</summary>
    /// <param name="points">[n, P].</param>
    /// <param name="seeds">[n]: rows of one seed and round meet the same games.</param>
    /// <param name="round">Draws of different rounds are independent.</param>
    /// <param name="gradients">[n, P], written in place.</param>
    void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients);

    /// <summary>Puts points that a step led out of the game back into it, in place.</summary>
    /// <param name="points">[n, P].</param>
    void Confine(Span<double> points)
    {
    }

    /// <summary>What is looked at.</summary>
    /// <param name="points">[n, P].</param>
    /// <param name="observed">[n, K], written in place.</param>
    void Observe(ReadOnlySpan<double> points, Span<double> observed) => points.CopyTo(observed);

    /// <summary>The sum over actors of what each could gain by its best response, for actors that weigh the actions of
    /// a finite game.</summary>
    /// <param name="points">[n, P].</param>
    /// <param name="gaps">[n], written in place.</param>
    /// <returns>False where actors choose from a continuum; nothing is written.</returns>
    bool NashGap(ReadOnlySpan<double> points, Span<double> gaps) => false;

    /// <summary>Epsilon: the mean over actors of what each could gain by its best response in the true game, not the
    /// smoothed one.</summary>
    /// <param name="points">[n, P].</param>
    /// <param name="losses">[n], written in place.</param>
    /// <returns>False where that is not known without sampling; nothing is written.</returns>
    bool Losses(ReadOnlySpan<double> points, Span<double> losses) => false;
}

/// <summary>How an expected gradient comes about.</summary>
public enum ExpectationKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>In closed form or by quadrature, to about 1e-10.</summary>
    Exact,

    /// <summary>The mean over one fixed sample of games.</summary>
    FixedSample,
}

/// <param name="Samples">Games of the fixed sample; 0 otherwise.</param>
/// <param name="Why">Why there is none, as a sentence; nothing otherwise.</param>
public sealed record Expectation(ExpectationKind Kind, long Samples = 0, string? Why = null);
