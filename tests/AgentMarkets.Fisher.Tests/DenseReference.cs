using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Tests;

/// <summary>The passes as they are written in docs/fisher.md, 2, 3 and 6: one buyer and one good at a time.</summary>
internal static class DenseReference
{
    public static double[] Spend<T>(DenseMarket<T> market, SpendingPass pass, long from = 0, long? to = null)
        where T : unmanaged
    {
        int m = market.Goods;
        var sums = new CarefulSums(pass.Length);
        for (long i = from; i < (to ?? market.Buyers); i++)
        {
            if (i % BlockTree.BlockSize >= pass.RowsPerBlock)
            {
                continue;
            }
            double b = market.Budget(i);
            double[] l = Logs(market, i);
            double[] w = Shares(pass.Demand, l, pass.S);
            sums.Add(m, b * FixedPrice(pass.Demand, l, pass.S));
            sums.Add(m + 1, b);
            for (int j = 0; j < m; j++)
            {
                sums.Add(j, b * w[j]);
                for (int h = 0; h <= j && pass.Second; h++)
                {
                    sums.Add(m + 2 + j * (j + 1) / 2 + h, b * w[j] * w[h]);
                }
            }
        }
        return sums.Totals;
    }

    /// <summary>The sums of <see cref="GapPass"/>, and delta_i / B_i of every buyer.</summary>
    public static (double[] Sums, double[] Regrets) Measure<T>(DenseMarket<T> market, GapPass pass)
        where T : unmanaged
    {
        int m = market.Goods;
        var sums = new CarefulSums(pass.Length);
        var regrets = new double[market.Buyers];
        double[] logPrices = [.. pass.Prices!.Select(p => Math.Log(p))];
        for (int i = 0; i < market.Buyers; i++)
        {
            double b = market.Budget(i);
            double[] l = Logs(market, i);
            double[] x = Bundle(pass, l, b, i);
            double u = Utility(pass.Utility, l, x);
            double best = Math.Log(b) + FixedPrice(pass.Utility, l, logPrices);
            double delta = b * (best - u) + x.Zip(pass.Prices!, (y, p) => y * p).Sum() - b;
            regrets[i] = delta / b;
            for (int j = 0; j < m; j++)
            {
                sums.Add(j, x[j]);
            }
            double[] others = [b, delta, b * u, b * best, b * Math.Exp(u)];
            for (int e = 0; e < others.Length; e++)
            {
                sums.Add(m + e, others[e]);
            }
        }
        return (sums.Totals, regrets);
    }

    public static double[] Logs<T>(DenseMarket<T> market, long i)
        where T : unmanaged => [.. Enumerable.Range(0, market.Goods).Select(j => market.Log(i, j))];

    private static double[] Bundle(GapPass pass, double[] l, double b, int i)
    {
        int split = pass.Splits?.PlaceOf(i) ?? -1;
        var x = new double[l.Length];
        if (split >= 0)
        {
            for (int e = pass.Splits!.Starts[split]; e < pass.Splits.Starts[split + 1]; e++)
            {
                int j = pass.Splits.Goods[e];
                x[j] = pass.Scale[j] * pass.Splits.Spending[e] / Math.Exp(pass.S[j]);
            }
            return x;
        }
        if (pass.Demand is { K: -1, IsCobbDouglas: false })
        {
            // u_i / v_ij of every good, free or not.
            double u = FixedPrice(pass.Demand, l, pass.S);
            return [.. l.Select((log, j) => double.IsNegativeInfinity(log) ? 0
                : pass.Scale[j] * b * Math.Exp(u - log))];
        }
        double[] w = Shares(pass.Demand, l, pass.S);
        return [.. w.Select((share, j) => pass.Scale[j] * b * share / Math.Exp(pass.S[j]))];
    }

    private static double[] Shares(ClosedForm form, double[] l, double[] s)
    {
        double[] d = [.. l.Select((log, j) => form.IsCobbDouglas ? log : log - s[j])];
        if (form.IsLinear)
        {
            int best = Array.IndexOf(d, d.Max());
            return [.. d.Select((_, j) => j == best ? 1.0 : 0)];
        }
        double k = form.IsCobbDouglas ? 1 : form.K;
        double top = Wanted(l).Max(j => k * d[j]);
        double[] e = [.. l.Select((log, j) => double.IsNegativeInfinity(log) ? 0 : Math.Exp(k * d[j] - top))];
        return [.. e.Select(x => x / e.Sum())];
    }

    private static double FixedPrice(ClosedForm form, double[] l, double[] s)
    {
        if (form.IsCobbDouglas)
        {
            double[] q = Shares(form, l, s);
            return Wanted(l).Sum(j => q[j] * (Math.Log(q[j]) - s[j]));
        }
        return form.IsLinear ? Wanted(l).Max(j => l[j] - s[j])
            : LogSum(Wanted(l).Select(j => form.K * (l[j] - s[j]))) / form.K;
    }

    private static double Utility(ClosedForm form, double[] l, double[] x)
    {
        if (form.IsCobbDouglas)
        {
            double[] q = Shares(form, l, l);
            return Wanted(l).Sum(j => q[j] * Math.Log(x[j]));
        }
        if (form.K == -1)
        {
            return Wanted(l).Min(j => l[j] + Math.Log(x[j]));
        }
        double alpha = form.IsLinear ? 1 : form.K / (1 + form.K);
        return LogSum(Wanted(l).Where(j => x[j] > 0).Select(j => alpha * (l[j] + Math.Log(x[j])))) / alpha;
    }

    private static double LogSum(IEnumerable<double> terms)
    {
        double top = terms.Max();
        return top + Math.Log(terms.Sum(t => Math.Exp(t - top)));
    }

    private static IEnumerable<int> Wanted(double[] l) =>
        Enumerable.Range(0, l.Length).Where(j => !double.IsNegativeInfinity(l[j]));
}

/// <summary>Sums that keep what each addition rounds away: Neumaier (1974).</summary>
internal sealed class CarefulSums(int length)
{
    private readonly double[] _sums = new double[length];
    private readonly double[] _lost = new double[length];

    public double[] Totals => [.. _sums.Zip(_lost, (sum, lost) => sum + lost)];

    public void Add(int e, double x)
    {
        double sum = _sums[e] + x;
        _lost[e] += Math.Abs(_sums[e]) >= Math.Abs(x) ? _sums[e] - sum + x : x - sum + _sums[e];
        _sums[e] = sum;
    }
}
