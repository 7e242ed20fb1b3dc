using AgentMarkets.Auctions.Strategies;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>A bid function of which is known what it bids between two types.</summary>
public interface IBoundedBids
{
    /// <summary>For one row, from a lowest and a highest type to two numbers: no type between bids less than the first,
    /// or more than the second.</summary>
    Func<double, double, (double Low, double High)> RangesOf(int row);
}

/// <summary>The own strategy of a bidder, as a certificate sees it.</summary>
internal abstract class OwnBidFunction
{
    /// <summary>Types at which it bends or jumps.</summary>
    public virtual IReadOnlyList<double> Breaks => [];

    /// <summary>What a type gets at least.</summary>
    public double At(double type, PayoffBounds bounds) => Over(type, type, bounds);

    /// <summary>What every type of a cell gets at least.</summary>
    public abstract double Over(double low, double high, PayoffBounds bounds);

    /// <returns>Nothing where what it bids between types is not known.</returns>
    public static OwnBidFunction? Of(IBidFunction bids, int row, Bidder bidder) => bids switch
    {
        ITableBids table => new OfTable(table, row, bidder),
        IBoundedBids bounded => new OfRanges(bounded.RangesOf(row)),
        _ => bids.Knots(row) is { } knots ? new OfLines(knots) : null,
    };

    /// <summary>Straight lines between knots; cells have none inside.</summary>
    internal sealed class OfLines(double[,] knots) : OwnBidFunction
    {
        private readonly Polyline _line = new(
            [.. Enumerable.Range(0, knots.GetLength(0)).Select(k => knots[k, 0])],
            [.. Enumerable.Range(0, knots.GetLength(0)).Select(k => knots[k, 1])]);

        public override IReadOnlyList<double> Breaks => _line.Types;

        public double Bid(double type) => _line.At(type);

        public override double Over(double low, double high, PayoffBounds bounds)
        {
            double first = Bid(low), last = low == high ? first : Bid(high);
            var range = new Between(Math.Min(first, last), Math.Max(first, last));
            return low < high && bounds.NeverFalls((low, first), (high, last))
                ? bounds.Lower(Between.Exactly(low), Between.Exactly(first))
                : bounds.Lower(new Between(low, high), range);
        }
    }

    /// <summary>Anything of which a range over a cell is known.</summary>
    private sealed class OfRanges(Func<double, double, (double Low, double High)> ranges) : OwnBidFunction
    {
        public override double Over(double low, double high, PayoffBounds bounds)
        {
            var (least, most) = ranges(low, high);
            return bounds.Lower(new Between(low, high), new Between(least, most));
        }
    }

    /// <summary>A mixture of grid bids, the same over each of its own cells.</summary>
    private sealed class OfTable(ITableBids table, int row, Bidder bidder) : OwnBidFunction
    {
        private readonly double[] _types = table.TypesOf(bidder).Types;

        // Ends of the table's cells: halfway between what stands for them.
        public override IReadOnlyList<double> Breaks => [.. _types.Zip(_types.Skip(1), (a, b) => (a + b) / 2)];

        public override double Over(double low, double high, PayoffBounds bounds)
        {
            var weights = table.Probabilities(row, (low + high) / 2);
            double sum = 0;
            for (int a = 0; a < weights.Length; a++)
            {
                sum += weights[a] == 0 ? 0
                    : weights[a] * bounds.Lower(new Between(low, high), Between.Exactly(table.Bids[a]));
            }
            return sum;
        }
    }
}
