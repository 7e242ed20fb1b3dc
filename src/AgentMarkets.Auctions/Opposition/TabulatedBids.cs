using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>A bid function given as a table, linear between its rows.</summary>
/// <param name="knots">[K, 2] of (type, bid), with ascending types.</param>
internal sealed class TabulatedBids(double[,] knots)
{
    private readonly int _last = knots.GetLength(0) - 1;

    /// <summary>Rows of a table that stands for a bid function which is not linear between knots: a jump is spread
    /// over one part in 4,096 of the support, a bend is missed by less than its slope times that.</summary>
    public const int Rows = 4097;

    /// <summary>The bid of a type; beyond the ends that of the end.</summary>
    public double At(double type)
    {
        double low = knots[0, 0], high = knots[_last, 0];
        if (type <= low || type >= high)
        {
            return type <= low ? knots[0, 1] : knots[_last, 1];
        }
        // Tables are mostly even: the guess is right, or close.
        int k = (int)((type - low) / (high - low) * _last);
        while (knots[k, 0] > type)
        {
            k--;
        }
        while (knots[k + 1, 0] <= type)
        {
            k++;
        }
        double part = (type - knots[k, 0]) / (knots[k + 1, 0] - knots[k, 0]);
        return knots[k, 1] + part * (knots[k + 1, 1] - knots[k, 1]);
    }

    /// <summary>Where bids never fall, the type up to which they are below <paramref name="bid"/>, or with those equal
    /// to it; infinite where all types bid more, or less.</summary>
    public static double LastBelow(double[,] knots, double bid, bool orEqual)
    {
        int k = Ascending.CountRows(knots, 1, bid, orEqual);
        if (k == 0 || k == knots.GetLength(0))
        {
            return k == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }
        var (from, to, below, above) = (knots[k - 1, 0], knots[k, 0], knots[k - 1, 1], knots[k, 1]);
        return from + (bid - below) / (above - below) * (to - from);
    }

    /// <summary>The table of a bid function of types of one number.</summary>
    /// <param name="evaluate">From types to bids.</param>
    public static double[,] Of((double Low, double High) support, Action<double[], double[]> evaluate)
    {
        var types = new double[Rows];
        for (int k = 0; k < Rows; k++)
        {
            types[k] = k == Rows - 1 ? support.High : support.Low + (support.High - support.Low) * k / (Rows - 1);
        }
        var bids = new double[Rows];
        evaluate(types, bids);
        var table = new double[Rows, 2];
        for (int k = 0; k < Rows; k++)
        {
            (table[k, 0], table[k, 1]) = (types[k], bids[k]);
        }
        return table;
    }
}
