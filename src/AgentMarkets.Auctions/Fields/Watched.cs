using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Fields;

/// <summary>What of a seat's bid functions is looked at round by round: the parameters of lines, how often tables take
/// each action, the bids of others at a few types.</summary>
internal sealed class Watched
{
    private const int Most = 16, MostOfTables = 64, MostTypes = 5;

    private readonly Seat _seat;
    private readonly bool _isLines;
    private readonly bool _isTables;
    private readonly double[][] _types;

    /// <param name="game">All bidders share the numbers that can be looked at.</param>
    /// <param name="bids">The seat's bid functions, which are not changed.</param>
    public Watched(BayesianGame game, Seat seat, IBidFunction bids)
    {
        _seat = seat;
        var bidders = game.Bidders;
        _isLines = bidders.All(bidder => bidder.Strategy is ILineStrategy) && game.Shape is { Types: 1, Bids: 1 };
        // A type more, and a table says less in its many numbers than in the bids that it makes.
        _isTables = bids is ITableBids table && table.Strategy(0).Length == table.Bids.Length
            && table.Bids.Length * bidders.Count <= MostOfTables;
        int each = Math.Clamp(Most / bidders.Count, 1, MostTypes);
        Shown = seat.Members.Count(member => member.Number <= Most);
        _types = [.. seat.Members.Take(Shown).Select(member => TypesOf(game, member, each))];
        Names = [.. seat.Members.Take(Shown).SelectMany((member, c) => _isLines ? [$"{member.Id}.w"]
            : _isTables ? ((ITableBids)bids).Bids.Select(bid => $"{member.Id}.p({bid:G4})")
                : _types[c].Select(type => $"{member.Id}.b({type:G3})"))];
    }

    /// <summary>[K].</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Members that are looked at, each with as many numbers.</summary>
    public int Shown { get; }

    /// <summary>Of each seat, where its numbers begin and end among those of all.</summary>
    public static IReadOnlyList<(int First, int End)> Places(IEnumerable<Watched> seats)
    {
        var (places, at) = (new List<(int, int)>(), 0);
        foreach (var seat in seats)
        {
            places.Add((at, at += seat.Names.Count));
        }
        return places;
    }

    /// <summary>What there is to see now.</summary>
    /// <param name="to">[R, K], written in place.</param>
    public void Look(IBidFunction bids, Span<double> to)
    {
        int replicas = to.Length / Math.Max(1, Names.Count);
        int rows = _seat.IsShared ? 1 : _seat.Members.Count;
        double[] parameters = _isLines ? bids.Parameters.Numbers() : [];
        for (int r = 0, at = 0; r < replicas; r++)
        {
            for (int c = 0; c < Shown; c++)
            {
                int row = r * rows + (_seat.IsShared ? 0 : c);
                if (_isLines)
                {
                    to[at++] = parameters[row];
                }
                else if (_isTables)
                {
                    var strategy = ((ITableBids)bids).Strategy(row);
                    strategy.CopyTo(to[at..]);
                    at += strategy.Length;
                }
                else
                {
                    bids.Evaluate(row, _types[c], to.Slice(at, _types[c].Length));
                    at += _types[c].Length;
                }
            }
        }
    }

    /// <summary>Types at equal steps of probability.</summary>
    private static double[] TypesOf(BayesianGame game, Bidder bidder, int count)
    {
        double[] types = [.. Enumerable.Range(0, count).Select(k => (k + 0.5) / count)];
        game.Nature.Types(bidder, types);
        return types;
    }
}
