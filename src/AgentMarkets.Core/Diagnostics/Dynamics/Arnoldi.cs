using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>A few eigenvalues of a matrix that is only known by its products with vectors.</summary>
/// <remarks>
/// Arnoldi (1951) with restarts that keep the span of the best Ritz vectors: Krylov-Schur (Stewart 2001), on real
/// bases. A V = V H + f e'; for V Q, Q spanning eigenvectors of H, A (V Q) = (V Q)(Q' H Q) + f (e' Q), so the iteration
/// goes on from there.
/// </remarks>
public static class Arnoldi
{
    /// <summary>One eigenvalue.</summary>
    /// <param name="Vector">Real and imaginary part of a unit eigenvector, [n] each.</param>
    /// <param name="Residual">|A v - lambda v|.</param>
    public sealed record Pair(Complex Value, (double[] Real, double[] Imaginary) Vector, double Residual);

    /// <param name="Pairs">Best first.</param>
    /// <param name="Products">How many products were taken.</param>
    /// <param name="Converged">Whether all residuals are below the tolerance.</param>
    public sealed record Outcome(Pair[] Pairs, int Products, bool Converged);

    /// <param name="size">n.</param>
    /// <param name="product">v to A v, [n].</param>
    /// <param name="wanted">Eigenvalues; one more where that would cut a conjugate pair.</param>
    /// <param name="rank">The larger, the more an eigenvalue is wanted: its real part, its size.</param>
    /// <param name="dimension">Of the Krylov space.</param>
    /// <param name="tolerance">Of residuals.</param>
    public static Outcome Find(int size, Func<double[], double[]> product, int wanted, Func<Complex, double> rank,
        int dimension = 40, double tolerance = 1e-8, int restarts = 200)
    {
        int m = Math.Min(dimension, size);
        var search = new Search(size, m, product);
        for (int restart = 0; ; restart++)
        {
            search.Extend();
            var ritz = Ritz.Of(search.Projected, search.Dimension, rank);
            int count = ritz.WithoutCut(Math.Min(wanted, search.Dimension));
            double worst = Enumerable.Range(0, count).Max(k => ritz.Residual(k, search.Rest));
            bool isDone = worst <= tolerance;
            // A basis that no product leaves has nothing left to find.
            if (isDone || search.IsClosed || restart == restarts)
            {
                return new(search.Pairs(ritz, count), search.Products, isDone);
            }
            search.Keep(ritz.Basis(ritz.WithoutCut(Math.Min(count + (m - count) / 2, m - 2))));
        }
    }

    private sealed class Search(int size, int dimension, Func<double[], double[]> product)
    {
        private readonly List<double[]> _basis = [Start(size)];

        public Matrix<double> Projected { get; private set; } = Matrix<double>.Build.Dense(dimension, dimension);

        public int Dimension { get; private set; }

        /// <summary>|f|.</summary>
        public double Rest { get; private set; } = 1;

        public bool IsClosed { get; private set; }

        public int Products { get; private set; }

        /// <summary>Fills the basis to its full dimension.</summary>
        public void Extend()
        {
            double scale = 0;
            for (int j = Dimension; j < dimension && !IsClosed; j++)
            {
                double[] next = product(_basis[j]);
                Products++;
                scale = Math.Max(scale, Math.Sqrt(Dot(next, next)));
                // Twice is enough (Giraud, Langou and Rozloznik 2005).
                for (int pass = 0; pass < 2; pass++)
                {
                    for (int i = 0; i <= j; i++)
                    {
                        double part = Dot(_basis[i], next);
                        Projected[i, j] += part;
                        Add(next, -part, _basis[i]);
                    }
                }
                Rest = Math.Sqrt(Dot(next, next));
                Dimension = j + 1;
                IsClosed = Rest <= 1e-14 * scale || Dimension == size;
                if (IsClosed)
                {
                    return;
                }
                if (Dimension < dimension)
                {
                    Projected[j + 1, j] = Rest;
                }
                _basis.Add([.. next.Select(value => value / Rest)]);
            }
        }

        /// <summary>Restarts from the part of the basis that <paramref name="kept"/> spans, [m, k].</summary>
        public void Keep(Matrix<double> kept)
        {
            int k = kept.ColumnCount;
            var small = kept.TransposeThisAndMultiply(Projected) * kept;
            double[][] basis = [.. Enumerable.Range(0, k).Select(c => Combine(kept.Column(c)))];
            var projected = Matrix<double>.Build.Dense(dimension, dimension);
            projected.SetSubMatrix(0, 0, small);
            for (int c = 0; c < k; c++)
            {
                projected[k, c] = Rest * kept[dimension - 1, c];
            }
            double[] last = _basis[^1];
            _basis.Clear();
            _basis.AddRange(basis);
            _basis.Add(last);
            Projected = projected;
            Dimension = k;
        }

        public Pair[] Pairs(Ritz ritz, int count) =>
        [
            .. Enumerable.Range(0, count).Select(k => new Pair(ritz.Values[k],
                (Combine(ritz.Real[k]), Combine(ritz.Imaginary[k])), ritz.Residual(k, Rest))),
        ];

        private double[] Combine(Vector<double> weights)
        {
            var sum = new double[size];
            for (int i = 0; i < weights.Count; i++)
            {
                Add(sum, weights[i], _basis[i]);
            }
            return sum;
        }

        private static double[] Start(int size)
        {
            var start = new double[size];
            NormalDraws.Fill(StreamKey.Of(0, ActorId.Driver, "arnoldi"), 0, start);
            double length = Math.Sqrt(Dot(start, start));
            return [.. start.Select(value => value / length)];
        }

        private static double Dot(double[] a, double[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }
            return sum;
        }

        private static void Add(double[] to, double factor, double[] what)
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] += factor * what[i];
            }
        }
    }
}
