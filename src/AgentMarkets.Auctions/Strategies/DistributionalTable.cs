using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>From what a table learner takes the law of the others' bids.</summary>
public enum PayoffSource
{
    /// <summary>From the others' tables or bid functions, as they are.</summary>
    Exact,

    /// <summary>From the bids of the round.</summary>
    Sampled,
}

/// <summary>What a table says before the first round.</summary>
public enum TableStart
{
    /// <summary>Every bid is as likely at every type.</summary>
    Uniform,

    /// <summary>Probabilities drawn at random, in proportion to uniform draws.</summary>
    Random,

    /// <summary>Every type bids what is nearest to it.</summary>
    Truthful,
}

/// <summary>How often each bid of a grid is made at each type of a grid: a distributional strategy.</summary>
/// <remarks>
/// Milgrom and Weber (1985); Bichler, Fichtl and Oberlechner (2025). The types between the lowest and the highest are
/// cut into cells of one width; a cell bids as its midpoint and weighs as much as the prior says. Where types have
/// probabilities of their own and are few enough, they are the table's types themselves.
/// </remarks>
[Card("table", "How often each bid of a grid is made at each type of a grid; for learners of tables.",
    "Milgrom and Weber (1985); Bichler, Fichtl and Oberlechner (2025)")]
public sealed class DistributionalTable(DistributionalTable.Settings settings) : ITableStrategy
{
    public sealed record Settings : IChecked
    {
        [Setting("Cells that the types are cut into.", Min = 1, Max = 4096)]
        public int Types { get; init; } = 64;

        [Setting("Bids, evenly spaced from low to high; not used where the rule has a list of its own.", Min = 2,
            Max = 4096)]
        public int Bids { get; init; } = 64;

        [Setting("The lowest bid, money.", Min = 0)]
        public double Low { get; init; }

        [Setting("The highest bid, money; by default the highest type of any bidder.", Above = 0)]
        public double? High { get; init; }

        [Setting("Whether payoffs come from the others' strategies as they are, or from the bids of the round.")]
        public PayoffSource Payoffs { get; init; }

        [Setting("What the table says before the first round.")]
        public TableStart Start { get; init; }

        [Setting("Log weights of the bids before the first round, the same at every type and up to a number for all; "
            + "with start=uniform only.")]
        public IReadOnlyList<double> LogWeights { get; init; } = [];

        [Setting("Standard deviation of normal draws that are added to all log weights; with start=uniform only.",
            Min = 0)]
        public PerReplica Jitter { get; init; } = 0;

        [Setting("Whether averages and regret also count what the table says before the first round.")]
        public bool CountsStart { get; init; }

        public void Check(Problems problems, Place place)
        {
            if (Start != TableStart.Uniform && (LogWeights.Count > 0 || Jitter.Values.Any(j => j > 0)))
            {
                problems.Add(place.Of(LogWeights.Count > 0 ? "log-weights" : "jitter"), null,
                    "is for start=uniform, which it moves", "Leave start out.");
            }
            if (LogWeights.Any(y => !double.IsFinite(y)))
            {
                problems.Add(place.Of("log-weights"), null, "must be finite numbers");
            }
            if (High is { } high && high <= Low)
            {
                problems.Add(place.Of("high"), $"{high}", $"must be above low ({Low})");
            }
        }
    }

    // Checks are as exact as those of lines between knots: the bids' law is known.
    public bool IsPiecewiseLinear => true;

    public bool IsSmooth => false;

    public bool LearnsFromSamples => settings.Payoffs == PayoffSource.Sampled;

    public bool CountsStart => settings.CountsStart;

    public (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder)
    {
        if (game.Shape is not { Types: 1, Bids: 1 })
        {
            return ("has one number for a type and one for a bid, but this game has more", "Write strategy=mlp.");
        }
        double top = Top(game);
        int bids = game.Mechanism.Actions(bidder.Number, game.Bidders.Count)?.Length ?? settings.Bids;
        if (settings.LogWeights.Count > 0 && settings.LogWeights.Count != bids)
        {
            return ($"has {settings.LogWeights.Count} log weights for {bids} bids", "Write as many as there are bids.");
        }
        return settings.Low < top ? null
            : ($"has its lowest bid at {settings.Low}, but the highest type is {top}",
                "Write the setting high, or a smaller low.");
    }

    public ITableBids StartTable(Opening opening)
    {
        var game = opening.Game;
        var members = opening.Seat.Members;
        var cells = members.Select(member => TypeCells.Of(game, member, settings.Types)).ToArray();
        if (cells.Any(c => c.Types.Length != cells[0].Types.Length))
        {
            cells = [.. members.Select(member => TypeCells.Even(game, member, settings.Types))];
        }
        double low = settings.Low, high = Top(game);
        double[] bids = game.Mechanism.Actions(opening.Seat.First.Number, game.Bidders.Count)
            ?? [.. Enumerable.Range(0, settings.Bids).Select(a =>
                a == settings.Bids - 1 ? high : low + (high - low) * a / (settings.Bids - 1))];
        return new TableBids(opening, cells, bids, settings.Start, settings.LogWeights, settings.Jitter);
    }

    private double Top(BayesianGame game) =>
        settings.High ?? game.Bidders.Max(bidder => game.Nature.Support(bidder).High);
}
