using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>The best distributional strategy on a grid, under rules that tie its types together.</summary>
/// <remarks>
/// s(o, a) is the probability of type o and bid a together, sum_a s(o, a) = mu_o (Milgrom and Weber 1985). Without such
/// rules the best is each type's best bid; with them it is a linear program. docs/certificates.md, 4.
/// </remarks>
/// <param name="types">o, [n], ascending.</param>
/// <param name="mass">mu, [n].</param>
/// <param name="bids">a, [m], ascending.</param>
/// <param name="payoff">c(o, a), [n, m] row by row.</param>
/// <param name="paid">What type o with bid a pays on average, [n, m].</param>
/// <param name="worth">What it wins in value, [n, m].</param>
internal sealed class ResponseProgram(double[] types, double[] mass, double[] bids, double[] payoff, double[] paid,
    double[] worth, ResponseSettings rules)
{
    private const double Rounding = 1e-9;

    private int Types => types.Length;

    private int Bids => bids.Length;

    /// <summary>&lt;s, c&gt;.</summary>
    public double Value(double[] strategy) => Sum(strategy, payoff);

    /// <summary>The best s, [n, m].</summary>
    /// <returns>Nothing where no strategy keeps to all rules.</returns>
    public double[]? Best()
    {
        double[] free = ByRows();
        return Keeps(free) ? free : ByProgram();
    }

    /// <summary>Each type's best bid, of equal ones the lowest.</summary>
    public double[] ByRows()
    {
        var best = new double[Types * Bids];
        for (int o = 0; o < Types; o++)
        {
            int at = 0;
            for (int a = 1; a < Bids; a++)
            {
                at = payoff[o * Bids + a] > payoff[o * Bids + at] ? a : at;
            }
            best[o * Bids + at] = mass[o];
        }
        return best;
    }

    /// <inheritdoc cref="Best"/>
    public double[]? ByProgram()
    {
        var program = new LinearProgram();
        for (int k = 0; k < Types * Bids; k++)
        {
            program.AddColumn(payoff[k], 0, mass[k / Bids]);
        }
        for (int o = 0; o < Types; o++)
        {
            program.AddRow(mass[o], mass[o], Row(o, 1));
        }
        if (rules.Monotone)
        {
            AddOrder(program);
        }
        if (rules.Budget is { } budget)
        {
            program.AddRow(double.NegativeInfinity, budget, paid.Select((p, k) => (k, p)));
        }
        if (rules.Return is { } least)
        {
            program.AddRow(double.NegativeInfinity, 0, paid.Select((p, k) => (k, (1 + least) * p - worth[k])));
        }
        if (rules.Slope is { } slope)
        {
            for (int o = 0; o + 1 < Types; o++)
            {
                program.AddRow(double.NegativeInfinity, slope * (types[o + 1] - types[o]),
                    [.. MeanBid(o + 1, 1), .. MeanBid(o, -1)]);
            }
        }
        return program.Maximise()?[..(Types * Bids)];
    }

    /// <summary>sum_(a up to k) s(o+1, a)/mu_(o+1) is at most that of o: by columns C(o, k) for these sums, which keep
    /// rows short.</summary>
    private void AddOrder(LinearProgram program)
    {
        int first = program.Columns;
        for (int k = 0; k < Types * Bids; k++)
        {
            program.AddColumn(0, 0, 1);
        }
        for (int k = 0; k < Types * Bids; k++)
        {
            // mu_o (C(o, a) - C(o, a-1)) = s(o, a)
            double mu = mass[k / Bids];
            program.AddRow(0, 0, k % Bids == 0 ? [(k, -1.0), (first + k, mu)]
                : [(k, -1.0), (first + k, mu), (first + k - 1, -mu)]);
        }
        for (int k = 0; k + Bids < Types * Bids; k++)
        {
            program.AddRow(double.NegativeInfinity, 0, [(first + k + Bids, 1.0), (first + k, -1.0)]);
        }
    }

    private IEnumerable<(int Column, double Value)> Row(int type, double value) =>
        Enumerable.Range(type * Bids, Bids).Select(k => (k, value));

    private IEnumerable<(int Column, double Value)> MeanBid(int type, double sign) =>
        Enumerable.Range(0, Bids).Select(a => (type * Bids + a, sign * bids[a] / mass[type]));

    private bool Keeps(double[] strategy)
    {
        if (Sum(strategy, paid) > (rules.Budget ?? double.PositiveInfinity) + Rounding
            || (rules.Return is { } least && (1 + least) * Sum(strategy, paid) > Sum(strategy, worth) + Rounding))
        {
            return false;
        }
        double[] before = Sums(strategy, 0);
        for (int o = 1; o < Types; o++)
        {
            double[] sums = Sums(strategy, o);
            if (rules.Monotone && sums.Zip(before).Any(pair => pair.First > pair.Second + Rounding))
            {
                return false;
            }
            if (rules.Slope is { } slope && Mean(strategy, o) - Mean(strategy, o - 1)
                > slope * (types[o] - types[o - 1]) + Rounding)
            {
                return false;
            }
            before = sums;
        }
        return true;
    }

    private double[] Sums(double[] strategy, int type)
    {
        var sums = new double[Bids];
        double sum = 0;
        for (int a = 0; a < Bids; a++)
        {
            sums[a] = sum += strategy[type * Bids + a] / mass[type];
        }
        return sums;
    }

    private double Mean(double[] strategy, int type) =>
        Enumerable.Range(0, Bids).Sum(a => bids[a] * strategy[type * Bids + a]) / mass[type];

    private static double Sum(double[] strategy, double[] of)
    {
        double sum = 0;
        for (int k = 0; k < of.Length; k++)
        {
            sum += strategy[k] * of[k];
        }
        return sum;
    }
}
