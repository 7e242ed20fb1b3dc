namespace AgentMarkets.Auctions.Figures;

/// <summary>A bid function that a report shows.</summary>
/// <param name="First">Whose it is; the first of them where several have it in common.</param>
/// <param name="Name"><c>bidder 1</c>, <c>bidders 1-2 (local)</c>.</param>
/// <param name="Columns">The places of those whose it is in a measurement, from 0.</param>
internal sealed record ShownBidder(Bidder First, string Name, int[] Columns);

/// <summary>Which bid functions a report shows, and what it calls them.</summary>
internal sealed class ShownBidders
{
    private readonly ShownBidder[] _all;

    /// <param name="most">How many at most; of each kind of bidders the first ones.</param>
    public ShownBidders(AuctionGame game, int most)
    {
        _all = [.. game.Seats.SelectMany(seat => seat.IsShared
            ? [Shown([.. seat.Members])]
            : seat.Members.Select(member => Shown([member])))];
        Shares = _all.Any(shown => shown.Columns.Length > 1);
        // Of every kind one before any kind has two.
        List = [.. _all.GroupBy(shown => KindOf(shown.First))
            .SelectMany(kind => kind.Select((shown, rank) => (shown, rank)))
            .OrderBy(x => x.rank).ThenBy(x => x.shown.First.Number).Take(most).Select(x => x.shown)
            .OrderBy(shown => shown.First.Number)];
    }

    /// <summary>In the order of the bidders' numbers.</summary>
    public IReadOnlyList<ShownBidder> List { get; }

    /// <summary>Whether some bidders have a bid function in common.</summary>
    public bool Shares { get; }

    /// <summary>How many there are, where not all are shown: a sentence for captions, else nothing.</summary>
    public string Left => List.Count == _all.Length ? ""
        : $" {List.Count} of {_all.Length} bid functions are shown.";

    /// <summary>What is common knowledge about a bidder: bidders of one kind have one equilibrium strategy.</summary>
    public static object KindOf(Bidder bidder) => (bidder.Role, bidder.Prior, bidder.Utility);

    /// <summary>What theory says of the bidders on show: once for those of whom it says the same.</summary>
    /// <param name="known">What it says of one, or nothing.</param>
    public IEnumerable<(string Name, T Value)> Known<T>(Func<ShownBidder, T?> known, Func<T, T, bool> isSame)
        where T : struct
    {
        var groups = new List<(T Value, List<ShownBidder> Of)>();
        foreach (var shown in List)
        {
            if (known(shown) is not { } value)
            {
                continue;
            }
            int at = groups.FindIndex(group => isSame(group.Value, value));
            if (at < 0)
            {
                groups.Add((value, [shown]));
            }
            else
            {
                groups[at].Of.Add(shown);
            }
        }
        // A role names bidders of whom one thing is said; else they are named one by one.
        string?[][] roles =
            [.. groups.Select(group => group.Of.Select(shown => shown.First.Role).Distinct().ToArray())];
        bool areRoles = roles.All(of => of is [not null])
            && roles.Select(of => of[0]).Distinct().Count() == groups.Count;
        return groups.Select((group, g) => (
            groups.Count == 1 ? "equilibrium"
                : areRoles ? $"equilibrium, {roles[g][0]}"
                : $"equilibrium, {string.Join(", ", group.Of.Select(shown => shown.Name))}", group.Value));
    }

    private static ShownBidder Shown(Bidder[] members)
    {
        string numbers = members.Length == 1 ? $"bidder {members[0].Number}"
            : $"bidders {members[0].Number}-{members[^1].Number}";
        return new ShownBidder(members[0], members[0].Role is { } role ? $"{numbers} ({role})" : numbers,
            [.. members.Select(member => member.Number - 1)]);
    }
}
