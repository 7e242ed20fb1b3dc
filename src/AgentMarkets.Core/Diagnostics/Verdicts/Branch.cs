using System.Numerics;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>An eigenvalue of the game with its steps and one of the update map that comes from it.</summary>
/// <remarks>Eigenvalues belong to DJ, in these coordinates and with these steps (docs/oscillation.md, 6, T4).</remarks>
/// <param name="Game">lambda, of DJ.</param>
/// <param name="Map">z, a root of the optimiser's characteristic equation at lambda.</param>
public readonly record struct Branch(Complex Game, Complex Map)
{
    /// <summary>|Im lambda| / |Re lambda|.</summary>
    public double Swirl => Math.Abs(Game.Imaginary)
        / Math.Max(Math.Abs(Game.Real), 1e-12 + 1e-9 * Game.Magnitude);

    /// <summary>2 pi/|arg z| rounds; infinite where nothing turns.</summary>
    public double Period => Math.Abs(Map.Phase) > 1e-9 ? Math.Tau / Math.Abs(Map.Phase) : double.PositiveInfinity;

    /// <summary>-1/ln |z| rounds until a deviation is down to 1/e; infinite if it never is.</summary>
    public double Memory => Map.Magnitude < 1 ? -1 / Math.Log(Map.Magnitude) : double.PositiveInfinity;
}
