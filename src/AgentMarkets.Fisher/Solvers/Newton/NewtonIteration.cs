using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>
/// Newton's method on the log prices s of one market with finite k:
/// minimise Psi(s) = sum_j Y_j e^{s_j} + sum_i B_i log ut_i(e^s), whose gradient is P - D with P_j = Y_j e^{s_j}.
/// It knows no buyer: it says at which prices it wants a pass, and takes the sums of it.
/// </summary>
/// <remarks>docs/fisher.md, 4. Zhang, He, Jiang and Ye (2025): prices by Newton's method.</remarks>
internal sealed class NewtonIteration
{
    /// <summary>Residuals are absolute, in revenues of a mean good: prices of free goods go to 0.</summary>
    public const double Tolerance = 1e-13;

    /// <summary>A good of Leontief buyers is free below this, in revenues of a mean good.</summary>
    public const double FreeGood = 1e-10;

    private const double RelativeTolerance = 2e-13;
    private const double LargestStep = 2;
    private const double SmallestTau = 1e-4;
    private const double Rounding = 1e-10;
    private const double NearSolution = 1e-6;

    // Rounding of Psi, of the money of those who react.
    private const double SinglePsi = 1e-6;
    private const double DoublePsi = 1e-14;

    // What a pass in single precision can see of the residual.
    private const double SingleNoise = 3e-8;

    private readonly double[] _start;
    private readonly double[] _supply;
    private readonly double _meanRevenue;
    private readonly double _k;
    private readonly bool _allowsSingle;
    private readonly double _longest;
    private double[] _step;
    private double _psi = double.NaN;
    private double _tau = 1;
    private double _best = double.PositiveInfinity;
    private double _bestRelative = double.PositiveInfinity;
    private bool _isDouble;
    private Cholesky? _factor;
    private double _factorResidual = 1;

    /// <param name="start">s, [m].</param>
    /// <param name="supply">Y_j, [m]; of a sample, the share of its buyers.</param>
    /// <param name="budget">sum_i B_i of those buyers.</param>
    /// <param name="allowsSingle">Whether the first passes may be in single precision.</param>
    public NewtonIteration(double[] start, double[] supply, double budget, double k, bool allowsSingle, bool isCautious)
    {
        (_supply, _k, _allowsSingle, Budget) = (supply, k, allowsSingle, budget);
        _meanRevenue = budget / supply.Length;
        _longest = isCautious ? 1 : LargestStep;
        S = _start = start;
        Trial = (double[])start.Clone();
        _step = new double[start.Length];
        _isDouble = !allowsSingle;
    }

    /// <summary>sum_i B_i of the buyers that are asked.</summary>
    public double Budget { get; }

    /// <summary>The best s so far, [m].</summary>
    public double[] S { get; private set; }

    /// <summary>Where the next pass is wanted, [m].</summary>
    public double[] Trial { get; private set; }

    /// <summary>max_j |P_j - D_j| m / Btot at <see cref="S"/>.</summary>
    public double Residual { get; private set; } = double.PositiveInfinity;

    /// <summary>max_j |P_j - D_j| / P_j over goods that are not free.</summary>
    public double Relative { get; private set; } = double.PositiveInfinity;

    /// <summary>Passes in a row that did not halve the residual.</summary>
    public int Stalled { get; private set; }

    public int Passes { get; private set; }

    /// <summary>Whether the last pass saw all 53 bits, so that its residual can be believed.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Whether no further pass can improve on it.</summary>
    public bool HasConverged => IsExact && ((Residual < Tolerance && Relative < RelativeTolerance)
        || (_best < Rounding && Stalled >= 3));

    /// <summary>Whether rounding, or anything else, has ended its progress: near the solution a few passes tell, far
    /// from it prices may have a long way to go.</summary>
    public bool IsStuck => Stalled >= (_best < Rounding ? 6 : _best < NearSolution ? 30 : 80);

    /// <summary>The numbers of the next pass, by what is expected of it.</summary>
    public Precision NextPrecision => _isDouble ? Precision.Double : Precision.Single;

    /// <summary>Whether the next pass must bring S_jl: not where the last factor still gets the residual down to
    /// rounding in one more step.</summary>
    public bool NextSecond => _factor is null || Expected > Tolerance && Expected * _factorResidual > Tolerance / 10;

    // Newton's method squares the residual; with a factor from where the residual was r, it is multiplied by r.
    private double Expected => Math.Max(Math.Min(1, Residual * _factorResidual), IsExact ? 0 : SingleNoise);

    /// <summary>Log prices at the level where supply costs what there is: demand does not depend on the level, so it is
    /// known, and large k would drown it in rounding.</summary>
    public static double[] Levelled(double[] s, double[] supply, double budget)
    {
        double revenue = 0;
        for (int j = 0; j < s.Length; j++)
        {
            revenue += supply[j] * Math.Exp(s[j]);
        }
        double level = Math.Log(budget / revenue);
        return [.. s.Select(x => x + level)];
    }

    /// <summary>Takes the sums of a pass at <see cref="Trial"/>.</summary>
    /// <param name="sums">As <see cref="SpendingPass"/> orders them.</param>
    /// <param name="decided">What buyers spend on each good whatever the prices near here, [m]; nothing where all
    /// react.</param>
    public void Take(double[] sums, double[]? decided, Precision precision, bool hasSecond)
    {
        int m = _supply.Length;
        var gradient = new double[m];
        var revenue = new double[m];
        double psi = sums[m], reacting = 0, residual = 0, relative = 0;
        for (int j = 0; j < m; j++)
        {
            revenue[j] = _supply[j] * Math.Exp(Trial[j]);
            double fixedSpending = decided?[j] ?? 0;
            gradient[j] = revenue[j] - sums[j] - fixedSpending;
            // Supply costs the same at every trial, and the value of decided buyers is theirs at the start minus what
            // these prices are dearer: so Psi is counted from there, or its constants would drown its changes.
            psi -= fixedSpending == 0 ? 0 : fixedSpending * (Trial[j] - _start[j]);
            reacting += sums[j];
            residual = Math.Max(residual, Math.Abs(gradient[j]) / _meanRevenue);
            relative = _k == -1 && revenue[j] < FreeGood * _meanRevenue ? relative
                : Math.Max(relative, Math.Abs(gradient[j]) / revenue[j]);
        }
        Passes++;
        double slack = reacting * (precision == Precision.Single || !IsExact ? SinglePsi : DoublePsi);
        bool isBetter = double.IsNaN(_psi) || psi <= _psi + slack || residual < 0.5 * Residual;
        if (!isBetter && _tau >= SmallestTau)
        {
            _tau *= 0.5;
            Trial = Ahead();
            return;
        }
        Accept(psi, residual, relative, precision);
        if (hasSecond)
        {
            _factor = Factor(sums, revenue, gradient);
            _factorResidual = residual;
        }
        else if (Stalled > 0)
        {
            _factorResidual = 1; // the old factor no longer serves: ask for a new one
        }
        Step(gradient);
    }

    /// <summary>All that the next pass depends on.</summary>
    public void Save(NumberWriter to)
    {
        to.Write(S);
        to.Write(Trial);
        to.Write(_step);
        to.Write([
            Residual, Relative, Stalled, Passes, IsExact ? 1 : 0, _psi, _tau, _best, _bestRelative, _isDouble ? 1 : 0,
            _factorResidual, _factor is null ? 0 : 1,
        ]);
        for (int j = 0; j < S.Length; j++)
        {
            to.Write(_factor?.Rows[j] ?? new double[j + 1]);
        }
    }

    public void Load(NumberReader from)
    {
        int m = S.Length;
        (S, Trial, _step) = (from.Read(m), from.Read(m), from.Read(m));
        double[] n = from.Read(12);
        (Residual, Relative, Stalled, Passes) = (n[0], n[1], (int)n[2], (int)n[3]);
        (IsExact, _psi, _tau, _best, _bestRelative) = (n[4] == 1, n[5], n[6], n[7], n[8]);
        (_isDouble, _factorResidual) = (n[9] == 1, n[10]);
        var rows = Enumerable.Range(1, m).Select(from.Read).ToArray();
        _factor = n[11] == 1 ? Cholesky.Of(rows) : null;
    }

    private void Accept(double psi, double residual, double relative, Precision precision)
    {
        S = Trial;
        bool isHalved = residual < 0.5 * _best || relative < 0.5 * _bestRelative;
        Stalled = isHalved ? 0 : Stalled + 1;
        (_best, _bestRelative) = (Math.Min(_best, residual), Math.Min(_bestRelative, relative));
        (_psi, Residual, Relative, _tau) = (psi, residual, relative, 1);
        IsExact = precision == Precision.Double;
    }

    // H d = -(P - D), no price by more than a factor e^2.
    private void Step(double[] gradient)
    {
        if (_factor is null)
        {
            // Not positive definite to working precision: the damped price update, which needs no matrix.
            _step = [.. gradient.Select((g, j) =>
                Math.Log(1 - Math.Clamp(g / (_supply[j] * Math.Exp(S[j])), -9, 0.9)) / (1 + Math.Max(_k, 0)))];
        }
        else
        {
            _step = _factor.Solve([.. gradient.Select(g => -g)]);
        }
        double scale = Math.Min(1, _longest / _step.Max(Math.Abs));
        _step = [.. _step.Select(d => d * scale)];
        Trial = Ahead();
        _isDouble |= !_allowsSingle || Residual * _factorResidual < 10 * SingleNoise;
    }

    // s + tau d
    private double[] Ahead() => Levelled([.. S.Select((s, j) => s + _tau * _step[j])], _supply, Budget);

    /// <summary>
    /// k >= 0: H = diag(P) + k (diag(D) - S).
    /// k &lt; 0: H = (1+k) diag(D) + |k| S + diag(|P-D|), the same at the solution, never indefinite, and damped where
    /// few buyers leave most goods undetermined.
    /// A free good (s_j minus infinity) stays where it is.
    /// </summary>
    private Cholesky? Factor(double[] sums, double[] revenue, double[] gradient)
    {
        int m = revenue.Length, at = m + 2;
        double ridge = _k == -1 ? 1e-12 * _meanRevenue : 0;
        var rows = new double[m][];
        for (int j = 0; j < m; j++)
        {
            rows[j] = new double[j + 1];
            for (int l = 0; l <= j; l++, at++)
            {
                rows[j][l] = -_k * sums[at];
            }
            rows[j][j] += _k >= 0
                ? revenue[j] + _k * sums[j]
                : (1 + _k) * sums[j] + Math.Abs(gradient[j]) + (revenue[j] > 0 ? ridge : 1);
        }
        return Cholesky.Factor(rows);
    }
}
