using System.Numerics;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Core.Tests.Diagnostics.Verdicts;

/// <summary>Evidence of the kinds that docs/oscillation.md, 4 describes, to be varied one number at a time.</summary>
internal static class Cases
{
    public static VerdictSettings Limits { get; } = new();

    /// <summary>Case a: two bidders under Adam, noise.</summary>
    public static Evidence Noise { get; } = new()
    {
        Rounds = 2000,
        Replicas = 16,
        Batch = 128,
        Spread = new OverReplicas(0.046, 0.0015, 0),
        NewtonDistance = 0.0021,
        NoiseOff = new NoiseOffEvidence(0.1, 1e-17, 0, 0.05, 2000, 8, 8),
        Drift = Drift(0.1, 0.5),
        Scan = Slope(-0.5, 0.026),
        Peak = Peak(1.58, 0.26, 120),
        Linear = new LinearEvidence([Real(-0.0388), Real(-0.0959)], 0.0466, 1.24, 73),
        Rotation = new RotationRate([], new OverReplicas(0, 0.002, 0.9), 0, 0.001),
    };

    /// <summary>Case e1: a contest whose game turns, damped.</summary>
    public static Evidence Contest { get; } = Noise with
    {
        Peak = Peak(15, 0.1, 74),
        Linear = new LinearEvidence(
            [Turning(-0.0425, 0.0797), Turning(-0.0425, -0.0797)], 0.046, 14, 69),
        Rotation = new RotationRate([], new OverReplicas(-0.087, 0.001, 1e-15), 0, 0.001),
    };

    /// <summary>Case e2: it goes on without noise.</summary>
    public static Evidence Cycle { get; } = Noise with
    {
        Spread = new OverReplicas(1.138, 0.0013, 0),
        NoiseOff = new NoiseOffEvidence(1.1375, 1.138, 0.04, 0.001, 2000, 8, 8, 0.99, 8),
        Scan = Slope(0, 0.001),
        Peak = Peak(11751, 0.2, 166.6),
    };

    /// <summary>Case b: nothing moves.</summary>
    public static Evidence Still { get; } = Noise with
    {
        Batch = null,
        Spread = new OverReplicas(3.5e-17, 1.5e-18, 0),
        NewtonDistance = 1.5e-16,
        NoiseOff = new NoiseOffEvidence(3e-17, 2.8e-17, 0.04, 3.4, 2000, 8, 8),
        Scan = null,
        Peak = null,
    };

    /// <summary>Case f2: log weights.</summary>
    public static Evidence Switching { get; } = Still with
    {
        LogWeights = new LogWeightEvidence(1.0, 6, 2.14),
        Spread = new OverReplicas(0.76, 0.01, 0),
        NoiseOff = new NoiseOffEvidence(1e-6, 0.02, 1, 0.6, 2000, 8, 8),
    };

    public static Branch Real(double lambda) =>
        new(lambda, Complex.FromPolarCoordinates(0.948683, Math.Tau / 73));

    public static Branch Turning(double real, double imaginary) =>
        new(new Complex(real, imaginary), new Complex(1 + real, imaginary));

    /// <summary>A mode of the game whose map turns with a period.</summary>
    public static Branch Period(double swirl, double period) =>
        new(new Complex(-1, swirl), Complex.FromPolarCoordinates(0.95, Math.Tau / period));

    public static Peak Peak(double prominence, double error, double period) => new(prominence, error, period, 0, 8, 4);

    /// <summary>A peak of given limits.</summary>
    public static Peak Limited(double lower, double upper, double period = 74) =>
        Peak(Math.Sqrt(lower * upper), Math.Log(upper / lower) / 6, period);

    public static BatchEvidence Slope(double slope, double error) =>
        new([32, 128, 512], [0, 0, 0], [0, 0, 0], slope, error);

    public static DriftTest Drift(double difference, double p) => new([new OverReplicas(difference, 0.05, p)], [p]);
}
