using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Tests;

/// <summary>A family with the file format of auctions and no game behind it.</summary>
public sealed class ToyFamily : IFamily
{
    public static ExperimentReader Reader { get; } =
        new([new ToyFamily(), new OtherFamily()], ToyPieces.Catalog, ToyFiles.Standard);

    public string Section => "auction";

    public Type Settings => typeof(ToySettings);

    public IGame? Build(object settings, Setup setup, Problems problems) => null;

    /// <summary>Reads an experiment from a file called <c>toy.jsonc</c>.</summary>
    public static Experiment Read(string text, params string[] overrides)
        => Reader.Read("toy", text, "toy.jsonc", overrides);

    /// <summary>The settings of the family, of an experiment that must be well.</summary>
    public static ToySettings SettingsOf(string text, params string[] overrides)
        => (ToySettings)Read(text, overrides).FamilySettings;
}

public sealed class OtherFamily : IFamily
{
    public string Section => "fisher";

    public Type Settings => typeof(OtherSettings);

    public IGame? Build(object settings, Setup setup, Problems problems) => null;

    public sealed record OtherSettings
    {
        [Setting("The market.")]
        public required Block Fisher { get; init; }
    }

    public sealed record Block
    {
        [Setting("How many buyers.", Min = 1)]
        public int Buyers { get; init; } = 8;

        [Setting("A folder with a market.")]
        public DataFolder? Market { get; init; }
    }
}

public sealed record ToySettings
{
    [Setting("The auction and those who bid in it.")]
    public required ToyAuction Auction { get; init; }

    [Setting("How the outcome is smoothed.", Default = "own-bid(beta=20)")]
    public IToySmoothing Smoothing { get; init; } = null!;

    [Setting("How bidders bid.", Default = "linear")]
    public IToyStrategy Strategy { get; init; } = null!;

    [Setting("How bidders learn.", Default = "gradient")]
    public IToyLearner Learner { get; init; } = null!;

    [Setting("Games a round.", Min = 1, Whole = true)]
    public PerReplica Batch { get; init; } = 128;
}

public sealed record ToyAuction
{
    [Setting("The rules of the auction.")]
    public required IToyMechanism Mechanism { get; init; }

    [Setting("Who bids.")]
    public ToyBidders Bidders { get; init; } = new() { Count = 2 };

    [Setting("Where values come from.", Default = "uniform")]
    public IToyPrior Prior { get; init; } = null!;

    [Setting("Whether the bidders share one strategy.")]
    public bool Share { get; init; }

    [Setting("Weight of the last bidder.", Min = 0, Max = 1)]
    public double? Weight { get; init; }
}

public sealed record ToyBidders : IOneOf
{
    [Setting("How many alike bidders.", Min = 1)]
    public int? Count { get; init; }

    [Setting("Groups of alike bidders.")]
    public IReadOnlyList<ToyBlock>? Blocks { get; init; }
}

public sealed record ToyBlock
{
    [Setting("How many bidders are in the group.", Min = 1)]
    public int Count { get; init; } = 1;

    [Setting("Where their values come from; the auction's own prior where it is left out.")]
    public IToyPrior? Prior { get; init; }
}
