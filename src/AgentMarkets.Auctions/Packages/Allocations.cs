namespace AgentMarkets.Auctions.Packages;

/// <summary>All feasible allocations of a game: each bidder gets one of its packages or nothing, and no item goes to
/// two.</summary>
/// <remarks>
/// In lexicographic order: bidder 1 varies slowest, and each bidder tries its packages as listed and nothing last. The
/// first is therefore one in which bidder 1 wins its first package, the last is the empty one.
/// </remarks>
public sealed class Allocations
{
    private readonly List<int[]> _rows = [];
    private readonly List<ulong> _winners = [];
    private readonly List<bool> _isMaximal = [];
    private readonly PackageGame _game;
    private readonly int _most;

    private Allocations(PackageGame game, int most)
    {
        (_game, _most) = (game, most);
        IsComplete = Extend(0, 0, new int[game.Bidders]);
    }

    /// <summary>A: how many there are.</summary>
    public int Count => _rows.Count;

    private bool IsComplete { get; }

    /// <summary>The allocations of a game, or null where there are more than <paramref name="most"/>.</summary>
    public static Allocations? Of(PackageGame game, int most = 1_000_000) =>
        new Allocations(game, most) is { IsComplete: true } all ? all : null;

    /// <summary>Which of its packages (from 0) each bidder gets, -1 for none: N numbers.</summary>
    public ReadOnlySpan<int> this[int allocation] => _rows[allocation];

    /// <summary>Who gets something, as a bit mask over the bidders.</summary>
    public ulong Winners(int allocation) => _winners[allocation];

    /// <summary>Whether nobody who gets nothing could be given a package of what is left. With bids that are not
    /// negative a best allocation is always among these.</summary>
    public bool IsMaximal(int allocation) => _isMaximal[allocation];

    internal static bool IsMaximalIn(PackageGame game, ReadOnlySpan<int> row, ulong used)
    {
        for (int i = 0; i < row.Length; i++)
        {
            foreach (ulong package in row[i] < 0 ? game.PackagesOf(i) : [])
            {
                if ((package & used) == 0)
                {
                    return false;
                }
            }
        }
        return true;
    }

    private bool Extend(int bidder, ulong used, int[] row)
    {
        if (bidder == _game.Bidders)
        {
            return Add(row, used);
        }
        var packages = _game.PackagesOf(bidder);
        for (int k = 0; k < packages.Length; k++)
        {
            row[bidder] = k;
            if ((packages[k] & used) == 0 && !Extend(bidder + 1, used | packages[k], row))
            {
                return false;
            }
        }
        row[bidder] = -1;
        return Extend(bidder + 1, used, row);
    }

    private bool Add(int[] row, ulong used)
    {
        ulong winners = 0;
        for (int i = 0; i < row.Length; i++)
        {
            winners |= row[i] < 0 ? 0 : 1ul << i;
        }
        _rows.Add([.. row]);
        _winners.Add(winners);
        _isMaximal.Add(IsMaximalIn(_game, row, used));
        return _rows.Count <= _most;
    }
}
