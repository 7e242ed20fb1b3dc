using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgentMarkets.Auctions.Priors;

/// <summary>A quantile function as a table of cubics, for the 32-bit draws of training.</summary>
/// <remarks>
/// Each octave of the nearer tail, u or 1 - u from 2^-24 to 1/2, has equally many cells, so cells shrink towards both
/// ends as fast as powers and normal tails ask for; a draw finds its cell by the leading bits of its tail. In a cell
/// the quantile is the cubic Hermite polynomial of its values and slopes 1/f(Q(u)), kept monotone (Fritsch and Carlson
/// 1980). Cells are halved until the middle of each is within 1e-8 of the range; where that takes too many, every draw
/// is exact.
/// </remarks>
internal sealed class QuantileTable
{
    private const int Octaves = 23;
    private const int FewestBits = 4;
    private const int MostBits = 9;
    private const double SmallestTail = 1.0 / (1 << 24);
    private const double Tolerance = 1e-8;

    private readonly Func<double, double> _exact;
    private readonly Cubic[] _cells;
    private readonly int _shift;
    private readonly int _half;
    private readonly long _first;
    private readonly double _from = SmallestTail;

    /// <param name="exact">Q(u), not decreasing, on [0,1].</param>
    /// <param name="density">f(v).</param>
    /// <param name="range">From the lowest to the highest type.</param>
    public QuantileTable(Func<double, double> exact, Func<double, double> density, double range)
    {
        _exact = exact;
        int bits = FewestBits;
        for (; ; bits++)
        {
            _shift = 52 - bits;
            _first = BitConverter.DoubleToInt64Bits(SmallestTail) >> _shift;
            _half = (Octaves << bits) + 1;
            _cells = Cells(exact, density, range, out double worst);
            if (worst <= Tolerance * range)
            {
                return;
            }
            if (bits == MostBits)
            {
                _from = double.PositiveInfinity;
                return;
            }
        }
    }

    /// <summary>Whether the table has an answer of its own for u.</summary>
    public bool Covers(double u) => Math.Min(u, 1 - u) >= _from;

    /// <summary>Q(u); outside the table, where a 32-bit draw is never but at 0, the exact one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double At(double u)
    {
        bool lower = u < 0.5;
        double tail = lower ? u : 1 - u;
        if (!(tail >= _from))
        {
            return _exact(u);
        }
        long bits = BitConverter.DoubleToInt64Bits(tail);
        double t = (bits & ((1L << _shift) - 1)) * (1.0 / (1L << _shift));
        return _cells[(int)((bits >> _shift) - _first) + (lower ? 0 : _half)].At(t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(Span<float> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = (float)At(u[k]);
        }
    }

    private Cubic[] Cells(Func<double, double> exact, Func<double, double> density, double range, out double worst)
    {
        var cells = new Cubic[2 * _half];
        worst = 0;
        for (int side = 0; side < 2; side++)
        {
            double Value(double tail) => exact(side == 0 ? tail : 1 - tail);
            double Slope(double value) => (side == 0 ? 1 : -1) / density(value);
            double left = SmallestTail, leftValue = Value(left), leftSlope = Slope(leftValue);
            for (int k = 0; k + 1 < _half; k++)
            {
                double right = BitConverter.Int64BitsToDouble((_first + k + 1) << _shift), width = right - left;
                double rightValue = Value(right), rightSlope = Slope(rightValue);
                var cell = Cubic.Monotone(leftValue, rightValue, width * leftSlope, width * rightSlope);
                worst = Math.Max(worst, Math.Abs(cell.At(0.5) - Value(left + width / 2)));
                cells[side * _half + k] = cell;
                (left, leftValue, leftSlope) = (right, rightValue, rightSlope);
            }
            // The tail of exactly 1/2 begins an octave of which nothing else is ever asked.
            cells[side * _half + _half - 1] = new Cubic(leftValue, 0, 0, 0);
        }
        return cells;
    }

    /// <summary>c0 + c1 t + c2 t^2 + c3 t^3 for t in [0,1].</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Cubic(double C0, double C1, double C2, double C3)
    {
        /// <summary>Through two values with two slopes, which are cut to three times the secant: then it has no
        /// turn.</summary>
        public static Cubic Monotone(double left, double right, double leftSlope, double rightSlope)
        {
            double rise = right - left;
            double Cut(double slope) => Math.Abs(slope) <= 3 * Math.Abs(rise) ? slope : 3 * rise;
            (leftSlope, rightSlope) = (Cut(leftSlope), Cut(rightSlope));
            return new Cubic(left, leftSlope, 3 * rise - 2 * leftSlope - rightSlope, leftSlope + rightSlope - 2 * rise);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double At(double t) => C0 + t * (C1 + t * (C2 + t * C3));
    }
}
