using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>Bid functions of a file: straight lines between its rows, level beyond them; they do not learn.</summary>
/// <remarks>
/// Columns bidder (from 1), type and bid; a file with one bidder is for all bidders, where they are alike. What a run
/// wrote as strategies.csv has a column replica too, of which one is played.
/// </remarks>
[Card("file", "Bid functions that a file gives by rows of bidder, type and bid; does not learn.",
    "docs/auctions.md, 3")]
public sealed class FromFile(FromFile.Settings settings) : IStrategy
{
    private readonly StrategyFile _file = StrategyFile.Read(settings.Path, new Problems(settings.Path.Path))
        ?? throw new ArgumentException($"{settings.Path.Path} was not checked before it was used.");

    public sealed record Settings : IChecked
    {
        [Setting("The file: columns bidder, type and bid; types ascend.", Positional = true)]
        public required DataFile Path { get; init; }

        [Setting("Which replica of the file, where it has several.", Min = 1, Whole = true)]
        public PerReplica Replica { get; init; } = 1;

        public void Check(Problems problems, Place place)
        {
            var file = StrategyFile.Read(Path, problems);
            foreach (double replica in Replica.Values.Where(r => file?.Has((int)r) == false))
            {
                problems.Add(place.Of("replica"), $"{replica}", $"has not all bidders' rows in {Path.Path}");
            }
        }
    }

    public bool IsPiecewiseLinear => true;

    public bool IsSmooth => false;

    public (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder)
    {
        if (game.Shape is not { Types: 1, Bids: 1 })
        {
            return ("has one number for a type and one for a bid, but this game has more", "Write another strategy.");
        }
        var own = game.Bidders.Where(b => b.Strategy == this).ToArray();
        bool areAlike = own.All(b => b.Prior == own[0].Prior && b.Role == own[0].Role);
        var missing = _file.Bidders.Count == 1 && areAlike
            ? [] : own.Select(b => b.Number).Except(_file.Bidders).ToArray();
        var strangers = _file.Bidders.Where(number => number > game.Bidders.Count).ToArray();
        return missing.Length > 0
            ? ($"has no rows for bidder {string.Join(", ", missing)}", "Add them to the file.")
            : strangers.Length > 0
            ? ($"has rows for bidder {string.Join(", ", strangers)}, but the game has {game.Bidders.Count} bidders",
                "Write auction.bidders, or take the rows out of the file.")
            : null;
    }

    public IBidFunction Start(Opening opening) => new Lines(opening, _file, settings.Replica);

    private sealed class Lines(Opening opening, StrategyFile file, PerReplica replica) : FixedBids(opening)
    {
        public override void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
        {
            var line = Of(row);
            for (int k = 0; k < types.Length; k++)
            {
                bids[k] = line.At(types[k]);
            }
        }

        public override double[,]? Knots(int row)
        {
            var (low, high) = Opening.Game.Nature.Support(Opening.Owner(row));
            return Of(row).Within(low, high);
        }

        private Polyline Of(int row) => file.Of((int)replica[Opening.Replica(row)],
            Opening.Owner(row).Number);
    }
}
