namespace AgentMarkets.Auctions.Equilibria;

/// <summary>The inverse bids phi_i of a first-price auction of N risk-neutral bidders who differ, solved by shooting
/// from the common top bid downwards.</summary>
/// <remarks>
/// <para>f_i(phi_i) phi_i'/F_i(phi_i) = (1/(N-1)) sum_k 1/(phi_k - b) - 1/(phi_i - b), phi_i(top) = hi_i, and
/// phi_i(lo) = lo decides the top: too high, and some phi_i meets b on the way down; too low, and all stay above lo.
/// Marshall, Meurer, Richard and Stromquist (1994).</para>
/// <para>Solved for the logarithm of the ranks F_i(phi_i) over that of x = b - lo. An error at the top grows downwards
/// like x^(-k), k = max s_i, s_i = sum of the others' exponents p_j, F_j close to (v - lo)^(p_j): so only down to where
/// that is 1e7, and from there (phi_i - lo)/x is a polynomial to its limit (1 + s_i)/s_i.</para>
/// </remarks>
internal sealed class InverseBidShooting
{
    private const double Growth = 1e7;
    private const int Halvings = 60, Cells = 512, Degree = 5;

    // So steep a start leaves nothing of F near the lowest type.
    private const double MostExponent = 20;

    private readonly IReadOnlyList<Bidder> _bidders;
    private readonly double _low;
    private readonly double[] _limits;
    private readonly double _end;
    private readonly TabulatedFunction[] _inverse;
    private readonly double[][] _near;

    private InverseBidShooting(IReadOnlyList<Bidder> bidders, double[] exponents)
    {
        (_bidders, _low) = (bidders, bidders[0].Prior.Support(1).Low);
        double[] others = [.. exponents.Select(p => exponents.Sum() - p)];
        _limits = [.. others.Select(s => (1 + s) / s)];
        double high = bidders.Max(b => b.Prior.Support(b.Number).High), below = _low, above = high;
        _end = (high - _low) * Math.Clamp(Math.Pow(Growth, -1 / others.Max()), 1e-4, 0.2);
        // Far enough below the end that the two ways to miss have parted.
        double stop = _end / 50;
        for (int k = 0; k < Halvings; k++)
        {
            Top = (below + above) / 2;
            if (Top - _low > _end && IsTooHigh(stop))
            {
                above = Top;
            }
            else
            {
                below = Top;
            }
        }
        // From below: there no phi_i meets b.
        Top = below;
        (_inverse, _near) = Tabulate();
    }

    /// <summary>The solution; nothing where a prior is no power near its lowest type, or what was found does not meet
    /// the first-order conditions.</summary>
    /// <param name="bidders">With one lowest type; with more than two bidders, one highest too.</param>
    public static InverseBidShooting? Solve(IReadOnlyList<Bidder> bidders)
    {
        double[] exponents = [.. bidders.Select(ExponentAtLow)];
        if (!exponents.All(p => p is > 0 and < MostExponent))
        {
            return null;
        }
        var solution = new InverseBidShooting(bidders, exponents);
        return bidders.All(b => solution.IsBestReply(b.Number)) ? solution : null;
    }

    /// <summary>The highest bid of all.</summary>
    public double Top { get; }

    /// <summary>phi_i(b): the type that bids b.</summary>
    /// <param name="bidder">From 1.</param>
    public double Type(int bidder, double b)
    {
        double x = b - _low;
        return x >= _end ? _inverse[bidder - 1].At(b) : _low + x * Near(bidder - 1, x);
    }

    /// <summary>The probability that a bid is above those of all others.</summary>
    public double Wins(int bidder, double b)
    {
        double product = 1;
        foreach (var other in _bidders)
        {
            product *= other.Number == bidder ? 1 : other.Prior.Cdf(other.Number, Type(other.Number, b));
        }
        return product;
    }

    /// <summary>b_i(v), tabulated.</summary>
    public TabulatedFunction Bids(int bidder)
    {
        var (low, high) = _bidders[bidder - 1].Prior.Support(bidder);
        double[] nodes = TabulatedFunction.Nodes(low, high), bids = new double[nodes.Length];
        (bids[0], bids[^1]) = (low, Top);
        for (int k = 1; k + 1 < nodes.Length; k++)
        {
            double below = bids[k - 1], above = Top;
            for (int step = 0; step < Halvings && above - below > 1e-14 * Top; step++)
            {
                double middle = (below + above) / 2;
                (below, above) = Type(bidder, middle) < nodes[k] ? (middle, above) : (below, middle);
            }
            bids[k] = (below + above) / 2;
        }
        return new TabulatedFunction(low, high, bids);
    }

    private static double ExponentAtLow(Bidder bidder)
    {
        var (low, high) = bidder.Prior.Support(bidder.Number);
        double LogF(double x) => Math.Log2(bidder.Prior.Cdf(bidder.Number, low + (high - low) * x));
        // F(2x)/F(x) = 2^p (1 + O(x)): one step of Richardson's extrapolation leaves O(x^2).
        const double X = 1e-4;
        return 2 * (LogF(2 * X) - LogF(X)) - (LogF(4 * X) - LogF(2 * X));
    }

    /// <summary>Whether (phi_i - b) d ln W_i/db = 1 at some bids.</summary>
    private bool IsBestReply(int bidder)
    {
        double step = 1e-5 * (Top - _low);
        return new[] { 0.3, 0.5, 0.7, 0.9 }.All(part =>
        {
            double b = _low + part * (Top - _low);
            double slope = (Math.Log(Wins(bidder, b + step)) - Math.Log(Wins(bidder, b - step))) / (2 * step);
            return Math.Abs((Type(bidder, b) - b) * slope - 1) < 1e-3;
        });
    }

    /// <summary>Whether some phi_i meets b, or is below its limit at the stop.</summary>
    private bool IsTooHigh(double stop)
    {
        double[] ranks = new double[_bidders.Count];
        bool met = false;
        double target = Math.Log(stop);
        double reached = Equation().Solve(Math.Log(Top - _low), target, ranks, (s, y) =>
        {
            double x = Math.Exp(s);
            for (int i = 0; i < y.Length; i++)
            {
                met |= Quantile(i, y[i]) - _low < x * (1 + 0.01 * (_limits[i] - 1));
            }
            return !met;
        });
        return met || reached != target || Quantile(0, ranks[0]) - _low < stop * _limits[0];
    }

    private OrdinaryDifferentialEquation Equation()
    {
        int n = _bidders.Count;
        var margin = new double[n];
        // d ln F_i(phi_i)/d ln x = x ((1/(N-1)) sum_k 1/(phi_k - b) - 1/(phi_i - b))
        return new OrdinaryDifferentialEquation(n, (s, ranks, slope) =>
        {
            double x = Math.Exp(s), sum = 0;
            for (int i = 0; i < n; i++)
            {
                margin[i] = x / (Quantile(i, ranks[i]) - _low - x);
                sum += margin[i];
            }
            for (int i = 0; i < n; i++)
            {
                slope[i] = margin[i] > 0 ? sum / (n - 1) - margin[i] : double.NaN;
            }
        }, tolerance: 1e-13);
    }

    private double Quantile(int i, double logRank)
    {
        Span<double> v = [Math.Exp(Math.Min(0, logRank))];
        if (v[0] >= 1)
        {
            return _bidders[i].Prior.Support(i + 1).High;
        }
        _bidders[i].Prior.Quantile(i + 1, v);
        return v[0];
    }

    private (TabulatedFunction[] Inverse, double[][] Near) Tabulate()
    {
        int n = _bidders.Count;
        double[] nodes = TabulatedFunction.Nodes(_low + _end, Top, Cells), ranks = new double[n];
        double[][] types = [.. Enumerable.Range(0, n).Select(_ => new double[nodes.Length])];
        var equation = Equation();
        for (int k = nodes.Length - 1; k >= 0; k--)
        {
            if (k + 1 < nodes.Length)
            {
                equation.Solve(Math.Log(nodes[k + 1] - _low), Math.Log(nodes[k] - _low), ranks);
            }
            for (int i = 0; i < n; i++)
            {
                types[i][k] = Quantile(i, ranks[i]);
            }
        }
        TabulatedFunction[] inverse = [.. types.Select(t => new TabulatedFunction(_low + _end, Top, t))];
        // (phi_i - lo)/x at 0 and at the end's multiples 1, 1.25, ...
        double spread = Math.Min(0.25, (Top - _low - _end) / _end / Degree);
        double[][] near = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, Degree).Select(d =>
            d == 0 ? _limits[i] : (inverse[i].At(_low + Place(d, spread)) - _low) / Place(d, spread)).ToArray())];
        return (inverse, near);
    }

    private double Place(int d, double spread) => d == 0 ? 0 : _end * (1 + spread * (d - 1));

    /// <summary>Lagrange's polynomial through the places.</summary>
    private double Near(int i, double x)
    {
        double spread = Math.Min(0.25, (Top - _low - _end) / _end / Degree), sum = 0;
        for (int d = 0; d < Degree; d++)
        {
            double term = _near[i][d];
            for (int e = 0; e < Degree; e++)
            {
                term *= e == d ? 1 : (x - Place(e, spread)) / (Place(d, spread) - Place(e, spread));
            }
            sum += term;
        }
        return sum;
    }
}
