using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.TestKit.Fields;

/// <summary>A game of two tables between players who keep log weights of their actions: multiplicative weights, of
/// which each step adds the actions' payoffs to the log weights.</summary>
/// <remarks>x = softmax(first log weights), y = softmax(second), g = (A y, B' x).</remarks>
/// <param name="row">A: what the row player earns, [m, n].</param>
/// <param name="column">B: what the column player earns, [m, n].</param>
public sealed class MatrixLogWeights(double[,] row, double[,] column) : IGradientField
{
    private readonly int _m = row.GetLength(0), _n = row.GetLength(1);
    private readonly double[] _mixed = new double[row.GetLength(0) + row.GetLength(1)];
    private readonly double[] _pay = new double[row.GetLength(0) + row.GetLength(1)];

    public IReadOnlyList<string> Parameters { get; } = Names(row, "log-weight");

    public IReadOnlyList<string> Observables { get; } = Names(row, "probability");

    public Expectation Expectation { get; } = new(ExpectationKind.Exact);

    /// <summary>Rock, paper, scissors.</summary>
    public static MatrixLogWeights RockPaperScissors() => new(
        new double[,] { { 0, -1, 1 }, { 1, 0, -1 }, { -1, 1, 0 } },
        new double[,] { { 0, 1, -1 }, { -1, 0, 1 }, { 1, -1, 0 } });

    /// <summary>Shapley (1964): row wants to match, column to be one ahead.</summary>
    public static MatrixLogWeights Shapley() => new(
        new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
        new double[,] { { 0, 1, 0 }, { 0, 0, 1 }, { 1, 0, 0 } });

    /// <summary>An all-pay auction for a prize of 1 that both know, with evenly spaced bids from 0 to 1; ties are
    /// split.</summary>
    public static MatrixLogWeights AllPay(int bids)
    {
        double[,] row = new double[bids, bids], column = new double[bids, bids];
        for (int i = 0; i < bids; i++)
        {
            for (int j = 0; j < bids; j++)
            {
                double wins = i > j ? 1 : i == j ? 0.5 : 0;
                row[i, j] = wins - i / (bids - 1.0);
                column[i, j] = 1 - wins - j / (bids - 1.0);
            }
        }
        return new(row, column);
    }

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        int p = _m + _n;
        for (int at = 0; at < points.Length; at += p)
        {
            Mix(points.Slice(at, p), _mixed);
            Pay(gradients.Slice(at, p));
        }
    }

    /// <summary>Nothing is drawn: the expected gradients.</summary>
    public void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch,
        Span<double> gradients) => Expected(points, gradients);

    public void Observe(ReadOnlySpan<double> points, Span<double> observed)
    {
        int p = _m + _n;
        for (int at = 0; at < points.Length; at += p)
        {
            Mix(points.Slice(at, p), observed.Slice(at, p));
        }
    }

    public bool NashGap(ReadOnlySpan<double> points, Span<double> gaps)
    {
        int p = _m + _n;
        for (int k = 0; k < gaps.Length; k++)
        {
            Mix(points.Slice(k * p, p), _mixed);
            Pay(_pay);
            gaps[k] = Gap(_pay.AsSpan(0, _m), _mixed.AsSpan(0, _m)) + Gap(_pay.AsSpan(_m), _mixed.AsSpan(_m));
        }
        return true;
    }

    public void Dispose()
    {
    }

    private static double Gap(ReadOnlySpan<double> pay, ReadOnlySpan<double> mixed)
    {
        double best = double.NegativeInfinity, mean = 0;
        for (int i = 0; i < pay.Length; i++)
        {
            best = Math.Max(best, pay[i]);
            mean += pay[i] * mixed[i];
        }
        return best - mean;
    }

    private static string[] Names(double[,] table, string what) =>
    [
        .. Enumerable.Range(1, table.GetLength(0)).Select(i => $"row.{what}-{i}"),
        .. Enumerable.Range(1, table.GetLength(1)).Select(j => $"column.{what}-{j}"),
    ];

    private void Mix(ReadOnlySpan<double> weights, Span<double> mixed)
    {
        weights.CopyTo(mixed);
        Elementwise.Softmax(mixed[.._m]);
        Elementwise.Softmax(mixed[_m..]);
    }

    private void Pay(Span<double> pay)
    {
        pay.Clear();
        for (int i = 0; i < _m; i++)
        {
            for (int j = 0; j < _n; j++)
            {
                pay[i] += row[i, j] * _mixed[_m + j];
                pay[_m + j] += column[i, j] * _mixed[i];
            }
        }
    }
}
