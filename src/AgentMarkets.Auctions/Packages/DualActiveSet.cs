using System.Numerics;

namespace AgentMarkets.Auctions.Packages;

/// <summary>The nearest point of the core to a target: min |d - z|^2 over <see cref="CoreConstraints"/>.</summary>
/// <remarks>
/// The dual method of Goldfarb and Idnani (1983), with the unit matrix as Hessian. The target is z = z0 + t z1. With z1
/// = 0 that is a projection. With z1 = (1,..,1) and t beyond all bounds it is the linear program max sum d, and among
/// its solutions the nearest to z0: both steps in one (docs/packages.md, 4). t is never a number: points, violations
/// and multipliers are pairs (a, a') that mean a + t a' and compare by a' first. The a' follow from the sets alone, not
/// from the bids: they are ratios of small whole numbers, so whether one is 0 is not a matter of rounding.
/// </remarks>
internal sealed class DualActiveSet(int mostWinners)
{
    // Ratios of determinants of 0/1 matrices are 0 or far larger.
    private const double Zero = 1e-9;

    // A violation below this, relative to W(N), is rounding.
    private const double Tolerance = 1e-13;

    private readonly double[] _d = new double[mostWinners], _dT = new double[mostWinners];
    private readonly double[] _u = new double[mostWinners], _uT = new double[mostWinners];
    private readonly double[] _step = new double[mostWinners];          // w, by which d moves
    private readonly double[] _ratio = new double[mostWinners];         // r, by which the multipliers move
    private readonly double[] _forward = new double[mostWinners];
    private readonly double[] _factor = new double[mostWinners * mostWinners];
    private readonly int[] _active = new int[mostWinners];
    private CoreConstraints _core = new(mostWinners);
    private int _n, _count, _steps;

    /// <summary>Finds d.</summary>
    /// <param name="core">Its first n sets bound every d_i from above.</param>
    /// <param name="target">z0, n numbers.</param>
    /// <param name="isLargest">Whether sum d is to be the largest (t beyond all bounds).</param>
    /// <param name="scale">W(N), which tolerances are relative to.</param>
    /// <param name="discounts">d, n numbers.</param>
    /// <returns>Whether it was found; if not, the iteration did not end.</returns>
    public bool Solve(CoreConstraints core, ReadOnlySpan<double> target, bool isLargest, double scale,
        Span<double> discounts)
    {
        (_core, _n, _count, _steps) = (core, core.Winners, 0, 0);
        for (int i = 0; i < _n; i++)
        {
            (_d[i], _dT[i]) = (target[i], isLargest ? 1 : 0);
        }
        double tolerance = Tolerance * scale;
        int limit = 100 * (core.Count + _n + 1);
        while (MostViolated(tolerance) is >= 0 and int violated)
        {
            if (!Activate(violated, limit))
            {
                return false;
            }
        }
        Polish(target);
        if (_dT.AsSpan(0, _n).ContainsAnyExcept(0) || MostViolated(100 * tolerance) >= 0)
        {
            return false;
        }
        _d.AsSpan(0, _n).CopyTo(discounts);
        return true;
    }

    private (double, double) Violation(int constraint)
    {
        double sum = 0, sumT = 0;
        for (ulong rest = _core.Support(constraint); rest != 0; rest &= rest - 1)
        {
            int i = BitOperations.TrailingZeroCount(rest);
            (sum, sumT) = (sum + _d[i], sumT + _dT[i]);
        }
        int sign = _core.Sign(constraint);
        return (sign * sum - _core.Limit(constraint), Snap(sign * sumT));
    }

    private int MostViolated(double tolerance)
    {
        int found = -1;
        double most = tolerance, mostT = 0;
        for (int c = 0; c < _core.Count; c++)
        {
            var (by, byT) = Violation(c);
            if (byT > mostT + Zero || (byT >= mostT - Zero && by > most))
            {
                (found, most, mostT) = (c, by, Math.Max(byT, 0));
            }
        }
        return found;
    }

    // Moves along the constraint's multiplier until it holds; on the way, those whose multipliers reach 0 leave.
    private bool Activate(int constraint, int limit)
    {
        double own = 0, ownT = 0;
        while (_steps++ < limit)
        {
            double square = Direction(constraint);
            var (by, byT) = Violation(constraint);
            bool isFull = square > Zero;
            // What is below 0 by rounding would be a step back.
            by = byT == 0 ? Math.Max(by, 0) : by;
            double length = isFull ? by / square : double.PositiveInfinity;
            double lengthT = isFull ? byT / square : double.PositiveInfinity;
            int leaving = -1;
            for (int j = 0; j < _count; j++)
            {
                if (_ratio[j] > Zero && IsLess(_u[j] / _ratio[j], _uT[j] / _ratio[j], length, lengthT))
                {
                    (leaving, length, lengthT) = (j, _u[j] / _ratio[j], _uT[j] / _ratio[j]);
                }
            }
            if (double.IsPositiveInfinity(length))
            {
                return false;
            }
            for (int i = 0; i < _n && isFull; i++)
            {
                (_d[i], _dT[i]) = (_d[i] - length * _step[i], Snap(_dT[i] - lengthT * _step[i]));
            }
            for (int j = 0; j < _count; j++)
            {
                (_u[j], _uT[j]) = (_u[j] - length * _ratio[j], Snap(_uT[j] - lengthT * _ratio[j]));
                _u[j] = _uT[j] == 0 ? Math.Max(_u[j], 0) : _u[j];
            }
            (own, ownT) = (own + length, ownT + lengthT);
            if (leaving < 0)
            {
                Append(constraint, square);
                (_u[_count - 1], _uT[_count - 1]) = (own, Snap(ownT));
                return true;
            }
            Remove(leaving);
        }
        return false;
    }

    private static bool IsLess(double a, double aT, double b, double bT) =>
        aT < bT - Zero || (aT <= bT + Zero && a < b);

    private static double Snap(double a) => Math.Abs(a) < Zero ? 0 : a;

    // r = (N'N)^-1 N'a and w = a - N r, with the Cholesky factor of N'N; returns w'w.
    private double Direction(int constraint)
    {
        double square = BitOperations.PopCount(_core.Support(constraint));
        for (int j = 0; j < _count; j++)
        {
            double sum = Product(_active[j], constraint);
            for (int k = 0; k < j; k++)
            {
                sum -= _factor[j * mostWinners + k] * _forward[k];
            }
            _forward[j] = sum / _factor[j * mostWinners + j];
            square -= _forward[j] * _forward[j];
        }
        BackSubstitute(_forward, _ratio);
        Array.Clear(_step, 0, _n);
        Along(constraint, 1, _step);
        for (int j = 0; j < _count; j++)
        {
            Along(_active[j], -_ratio[j], _step);
        }
        return square;
    }

    private double Product(int a, int b) =>
        _core.Sign(a) * _core.Sign(b) * BitOperations.PopCount(_core.Support(a) & _core.Support(b));

    private void Along(int constraint, double by, double[] point)
    {
        by *= _core.Sign(constraint);
        for (ulong rest = _core.Support(constraint); rest != 0; rest &= rest - 1)
        {
            point[BitOperations.TrailingZeroCount(rest)] += by;
        }
    }

    private void BackSubstitute(double[] from, double[] to)
    {
        for (int j = _count - 1; j >= 0; j--)
        {
            double sum = from[j];
            for (int k = j + 1; k < _count; k++)
            {
                sum -= _factor[k * mostWinners + j] * to[k];
            }
            to[j] = sum / _factor[j * mostWinners + j];
        }
    }

    private void Append(int constraint, double square)
    {
        _forward.AsSpan(0, _count).CopyTo(_factor.AsSpan(_count * mostWinners));
        _factor[_count * mostWinners + _count] = Math.Sqrt(square);
        _active[_count++] = constraint;
    }

    private void Remove(int leaving)
    {
        int behind = _count - leaving - 1;
        foreach (var moved in (ReadOnlySpan<double[]>)[_u, _uT])
        {
            moved.AsSpan(leaving + 1, behind).CopyTo(moved.AsSpan(leaving));
        }
        Span<int> again = stackalloc int[behind];
        _active.AsSpan(leaving + 1, behind).CopyTo(again);
        _count = leaving;
        foreach (int constraint in again)
        {
            Append(constraint, Direction(constraint));
        }
    }

    // d once more, now without the rounding of the steps: the projection of z0 on the active constraints.
    private void Polish(ReadOnlySpan<double> target)
    {
        target.CopyTo(_d);
        for (int j = 0; j < _count; j++)
        {
            double sum = Violation(_active[j]).Item1;
            for (int k = 0; k < j; k++)
            {
                sum -= _factor[j * mostWinners + k] * _forward[k];
            }
            _forward[j] = sum / _factor[j * mostWinners + j];
        }
        BackSubstitute(_forward, _u);
        for (int j = 0; j < _count; j++)
        {
            Along(_active[j], -_u[j], _d);
        }
    }
}
