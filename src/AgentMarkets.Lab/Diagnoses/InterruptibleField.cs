using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Lab.Diagnoses;

/// <summary>A field that stops whoever follows it, as soon as that is asked for.</summary>
internal sealed class InterruptibleField(IGradientField inner, CancellationToken stop) : IGradientField
{
    public IReadOnlyList<string> Parameters => inner.Parameters;

    public IReadOnlyList<string> Observables => inner.Observables;

    public Expectation Expectation => inner.Expectation;

    public bool IsKinked => inner.IsKinked;

    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        stop.ThrowIfCancellationRequested();
        inner.Expected(points, gradients);
    }

    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch,
        Span<double> gradients)
    {
        stop.ThrowIfCancellationRequested();
        inner.Sampled(points, seeds, round, batch, gradients);
    }

    public void Confine(Span<double> points) => inner.Confine(points);

    public void Observe(ReadOnlySpan<double> points, Span<double> observed) => inner.Observe(points, observed);

    public bool NashGap(ReadOnlySpan<double> points, Span<double> gaps) => inner.NashGap(points, gaps);

    public bool Losses(ReadOnlySpan<double> points, Span<double> losses)
    {
        stop.ThrowIfCancellationRequested();
        return inner.Losses(points, losses);
    }

    public void Dispose() => inner.Dispose();
}
