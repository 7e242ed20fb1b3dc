using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>One mode of a game under an optimiser.</summary>
/// <remarks>Eigenvalues belong to D J, in these coordinates and with these steps: docs/oscillation.md, 6,
/// T4.</remarks>
/// <param name="Game">lambda, eigenvalue of D J: what the game does.</param>
/// <param name="Map">z, eigenvalue of the update map: what game and optimiser do together.</param>
public readonly record struct Branch(Complex Game, Complex Map)
{
    /// <summary>|Im lambda| / |Re lambda|: how much the game itself turns; infinite where it only turns.</summary>
    public double Swirl =>
        Math.Abs(Game.Imaginary) / Math.Max(Math.Abs(Game.Real), 1e-12 + 1e-9 * Game.Magnitude);

    /// <summary>2 pi / |arg z|, rounds; infinite for a positive z.</summary>
    public double Period =>
        Math.Abs(Map.Phase) > 1e-9 ? 2 * Math.PI / Math.Abs(Map.Phase) : double.PositiveInfinity;

    /// <summary>-1 / ln|z|: rounds until a deviation has shrunk to 1/e; infinite where it does not shrink.</summary>
    public double Memory => Map.Magnitude < 1 ? -1 / Math.Log(Map.Magnitude) : double.PositiveInfinity;
}
