using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Utilities of the payoff z = v - p that theorems speak of: z^r (CRRA), (1 - exp(-a z))/a (CARA), or z.
/// </summary>
/// <param name="R">r; 1 where utility is not CRRA.</param>
/// <param name="A">a; 0 where utility is not CARA.</param>
internal readonly record struct RiskAttitude(double R, double A)
{
    // Below this a z the exponential is replaced by its series: differences of numbers close to 1 lose digits.
    private const double Small = 1e-5;

    public bool IsNeutral => R == 1 && A == 0;

    /// <summary>Whether z^r, r = 1 included.</summary>
    public bool IsCrra => A == 0;

    public static RiskAttitude? Of(IUtility utility) => utility switch
    {
        QuasiLinear => new RiskAttitude(1, 0),
        Crra crra => new RiskAttitude(crra.R, 0),
        Cara cara => new RiskAttitude(1, cara.A),
        _ => null,
    };

    /// <summary>u(z); z^r is continued as -(-z)^r.</summary>
    public double Utility(double z) => A > 0
        ? A * Math.Abs(z) < Small ? z * (1 - A * z / 2) : (1 - Math.Exp(-A * z)) / A
        : R == 1 ? z : Math.Sign(z) * Math.Pow(Math.Abs(z), R);

    /// <summary>The z with u(z) = w.</summary>
    public double Inverse(double w) => A > 0
        ? A * Math.Abs(w) < Small ? w * (1 + A * w / 2) : -Math.Log(1 - A * w) / A
        : R == 1 ? w : Math.Sign(w) * Math.Pow(Math.Abs(w), 1 / R);

    /// <summary>u'(z)/u'(-b) for a gain z and a loss b, both at least 0.</summary>
    public double SlopeRatio(double z, double b) => A > 0
        ? Math.Exp(-A * (z + b))
        : R == 1 ? 1 : b <= 0 ? 0 : z <= 0 ? double.MaxValue : Math.Pow(b / z, 1 - R);
}
