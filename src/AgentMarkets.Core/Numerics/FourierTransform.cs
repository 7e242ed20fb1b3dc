using System.Numerics;

namespace AgentMarkets.Core.Numerics;

/// <summary>The discrete Fourier transform of any length on one thread, the same bits everywhere.</summary>
/// <remarks>
/// X_k = sum over t of x_t e^(-2 pi i k t / n). Powers of two by Cooley and Tukey (1965); other lengths by Bluestein
/// (1970): with kt = (k^2 + t^2 - (k - t)^2) / 2 the transform is a convolution with a chirp, which a power of two
/// carries out.
/// </remarks>
public sealed class FourierTransform
{
    private readonly Complex[] _roots;
    private readonly Complex[] _chirp = [], _filter = [], _work = [];

    /// <param name="length">n, at least 1.</param>
    public FourierTransform(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        bool isPower = BitOperations.IsPow2(length);
        int size = isPower ? length : (int)BitOperations.RoundUpToPowerOf2((uint)(2 * length - 1));
        _roots = [.. Enumerable.Range(0, size / 2).Select(k => Unit(-2.0 * k / size))];
        if (isPower)
        {
            return;
        }
        // k^2 modulo 2 n keeps the angle's digits.
        _chirp = [.. Enumerable.Range(0, length).Select(k => Unit(-(double)((long)k * k % (2L * length)) / length))];
        _filter = new Complex[size];
        _work = new Complex[size];
        for (int k = 0; k < length; k++)
        {
            _filter[k] = Complex.Conjugate(_chirp[k]);
            _filter[(size - k) % size] = _filter[k];
        }
        Power(_filter);
    }

    /// <summary>n.</summary>
    public int Length { get; }

    /// <summary>x to X, in place.</summary>
    /// <param name="wave">[n].</param>
    public void Forward(Span<Complex> wave)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(wave.Length, Length, nameof(wave));
        if (_filter.Length == 0)
        {
            Power(wave);
            return;
        }
        _work.AsSpan().Clear();
        for (int t = 0; t < wave.Length; t++)
        {
            _work[t] = wave[t] * _chirp[t];
        }
        Power(_work);
        // The inverse is the conjugate of the transform of the conjugate, over the size.
        for (int k = 0; k < _work.Length; k++)
        {
            _work[k] = Complex.Conjugate(_work[k] * _filter[k]);
        }
        Power(_work);
        for (int k = 0; k < wave.Length; k++)
        {
            wave[k] = Complex.Conjugate(_work[k]) * _chirp[k] / _work.Length;
        }
    }

    private static Complex Unit(double halfTurns) => new(double.CosPi(halfTurns), double.SinPi(halfTurns));

    private void Power(Span<Complex> wave)
    {
        int n = wave.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }
            j ^= bit;
            if (i < j)
            {
                (wave[i], wave[j]) = (wave[j], wave[i]);
            }
        }
        for (int half = 1; half < n; half *= 2)
        {
            int stride = n / (2 * half);
            for (int from = 0; from < n; from += 2 * half)
            {
                for (int k = 0; k < half; k++)
                {
                    var odd = wave[from + k + half] * _roots[k * stride];
                    wave[from + k + half] = wave[from + k] - odd;
                    wave[from + k] += odd;
                }
            }
        }
    }
}
