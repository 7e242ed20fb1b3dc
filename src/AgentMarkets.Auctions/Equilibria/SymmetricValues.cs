namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Independent private values of N bidders who are alike: one continuous distribution F, one attitude to risk.
/// </summary>
internal sealed class SymmetricValues
{
    // Two distributions are one if they agree at so many values.
    private const int Compared = 64;
    private const double Same = 1e-12;

    private readonly Bidder _first;

    private SymmetricValues(BayesianGame game)
    {
        _first = game.Bidders[0];
        N = game.Bidders.Count;
        (Low, High) = _first.Prior.Support(1);
        Risk = RiskAttitude.Of(_first.Utility) is { } risk
            && game.Bidders.All(b => RiskAttitude.Of(b.Utility) == risk) ? risk : null;
        Exponent = PowerLaw();
    }

    public int N { get; }

    public double Low { get; }

    public double High { get; }

    public double Range => High - Low;

    /// <summary>Nothing where utilities differ, or are of another form.</summary>
    public RiskAttitude? Risk { get; }

    public bool IsNeutral => Risk is { IsNeutral: true };

    /// <summary>p, where F(v) = ((v - lo)/(hi - lo))^p; else nothing.</summary>
    public double? Exponent { get; }

    public bool IsUniform => Exponent == 1;

    /// <summary>The common law, or nothing where values hang together or bidders differ.</summary>
    public static SymmetricValues? Of(BayesianGame game)
    {
        var bidders = game.Bidders;
        return game.Nature is { IsIndependent: true, ValuesAreTypes: true } && game.Shape.Types == 1
            && bidders.All(b => b.Prior.IsContinuous)
            && bidders.Skip(1).All(b => ReferenceEquals(b.Prior, bidders[0].Prior) && b.Prior.Bidders is null
                || AreAlike(bidders[0], b))
            ? new SymmetricValues(game)
            : null;
    }

    /// <summary>F(v).</summary>
    public double Cdf(double v) => _first.Prior.Cdf(1, v);

    /// <summary>f(v).</summary>
    public double Density(double v) => _first.Prior.Density(1, v);

    /// <summary>(v - lo)/(hi - lo).</summary>
    public double Place(double v) => Math.Clamp((v - Low) / Range, 0, 1);

    /// <summary>The v with F(v) = rank.</summary>
    public double Quantile(double rank)
    {
        Span<double> v = [rank];
        _first.Prior.Quantile(1, v);
        return v[0];
    }

    /// <summary>E over the own value: int h(v, G(v)) dF(v) from <paramref name="from"/> on, with G = F^(N-1).</summary>
    public double Mean(Func<double, double, double> h, double from = double.NegativeInfinity) => Quadrature.Integral(
        rank => h(Quantile(rank), Math.Pow(rank, N - 1)), from <= Low ? 0 : Cdf(from), 1, cells: 128);

    private static bool AreAlike(Bidder one, Bidder other)
    {
        var (low, high) = one.Prior.Support(one.Number);
        return other.Prior.Support(other.Number) == (low, high) && Enumerable.Range(1, Compared - 1)
            .Select(k => low + (high - low) * k / Compared)
            .All(v => Math.Abs(one.Prior.Cdf(one.Number, v) - other.Prior.Cdf(other.Number, v)) < Same);
    }

    private double? PowerLaw()
    {
        double p = -Math.Log2(Cdf((Low + High) / 2));
        p = Math.Abs(p - Math.Round(p)) < Same ? Math.Round(p) : p;
        return Enumerable.Range(1, Compared - 1).Select(k => (double)k / Compared)
            .All(x => Math.Abs(Cdf(Low + Range * x) - Math.Pow(x, p)) < Same) ? p : null;
    }
}
