using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>Bids as in the equilibrium that is known of the game; it does not learn.</summary>
/// <remarks>Checks take it as linear between knots, which are set as close as its curve needs them: no bid halfway
/// between two is further than 1e-8 of the range of types from the line.</remarks>
[Card("equilibrium", "Bids as in the known equilibrium of the game; does not learn.", "docs/auctions.md, 1")]
public sealed class Equilibrium : IStrategy
{
    private const int FirstKnots = 129;
    private const double Tolerance = 1e-8, Closest = 1e-9;

    public bool IsPiecewiseLinear => true;

    public bool IsSmooth => false;

    public (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder) => game.Equilibrium is null
        ? ($"cannot be played, since {KnownEquilibria.WhyNot(game)}", "Write a strategy that learns.")
        : null;

    public IBidFunction Start(Opening opening) => new Bids(opening, opening.Game.Equilibrium!);

    private sealed class Bids(Opening opening, IEquilibrium equilibrium) : FixedBids(opening)
    {
        private readonly double[]?[,] _knots = new double[]?[opening.RowsPerReplica, 2];

        public override void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
        {
            var owner = Opening.Owner(row);
            var (d, n) = (Opening.Game.Shape.Types, Opening.Game.Shape.Bids);
            var (low, high) = Opening.Game.Nature.Support(owner);
            Span<double> type = stackalloc double[d];
            for (int k = 0; k < bids.Length / n; k++)
            {
                var bid = bids.Slice(k * n, n);
                types.Slice(k * d, d).CopyTo(type);
                equilibrium.Bid(owner.Number, type, bid);
                for (int a = 0; a < n; a++)
                {
                    if (!double.IsFinite(bid[a]) && d == 1)
                    {
                        // Bids without bound as the type goes to its highest: the type just below.
                        type[0] = Math.Min(type[0], high - Closest * (high - low));
                        equilibrium.Bid(owner.Number, type, bid);
                    }
                }
            }
        }

        public override double[,]? Knots(int row)
        {
            if (Opening.Game.Shape is not { Types: 1, Bids: 1 })
            {
                return null;
            }
            int member = row % Opening.RowsPerReplica;
            if (_knots[member, 0] is null)
            {
                (_knots[member, 0], _knots[member, 1]) = Fine(row);
            }
            double[] types = _knots[member, 0]!, bids = _knots[member, 1]!;
            return new Polyline(types, bids).Within(types[0], types[^1]);
        }

        private (double[] Types, double[] Bids) Fine(int row)
        {
            var (low, high) = Opening.Game.Nature.Support(Opening.Owner(row));
            double range = high - low;
            var knots = new SortedDictionary<double, double>();
            for (int k = 0; k < FirstKnots; k++)
            {
                double type = k == FirstKnots - 1 ? high : low + range * k / (FirstKnots - 1);
                knots[type] = At(type);
            }
            // Segments that are still to be looked at; those that bend too much are halved.
            var open = new Stack<(double From, double To)>(knots.Keys.Zip(knots.Keys.Skip(1)));
            while (open.TryPop(out var segment))
            {
                double middle = (segment.From + segment.To) / 2, bid = At(middle);
                bool isStraight = Math.Abs(bid - (knots[segment.From] + knots[segment.To]) / 2) <= Tolerance * range;
                if (!isStraight && segment.To - segment.From > Closest * range)
                {
                    knots[middle] = bid;
                    open.Push((segment.From, middle));
                    open.Push((middle, segment.To));
                }
            }
            return ([.. knots.Keys], [.. knots.Values]);

            double At(double type)
            {
                Span<double> bid = stackalloc double[1];
                Evaluate(row, [type], bid);
                return bid[0];
            }
        }
    }
}
