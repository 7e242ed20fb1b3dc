using AgentMarkets.Auctions.Certificates;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions;

/// <summary>The keys of an experiment file that belong to auction games.</summary>
public sealed record AuctionSettings
{
    [Setting("The game: who bids for what, by which rule.")]
    public required AuctionBlock Auction { get; init; }

    [Setting("How the allocation is smoothed for learning.", Default = "own-bid")]
    public ISmoothing Smoothing { get; init; } = null!;

    [Setting("The bid functions that bidders learn in.", Default = "linear")]
    public IStrategy Strategy { get; init; } = null!;

    [Setting("How bidders learn.", Default = "gradient")]
    public ILearner Learner { get; init; } = null!;

    [Setting("Games a round; each replica may have its own number.", Min = 1, Max = 1 << 24, Whole = true)]
    public PerReplica Batch { get; init; } = 128;

    [Setting("Whether learners see the mean gradient of a batch of games, or the expected one.")]
    public GradientSource Gradients { get; init; }

    [Setting("How fine the measure utility-loss-grid is.")]
    public LossGrid LossGrid { get; init; } = new();

    [Setting("How close the measure certificate is, and how sure.")]
    public CertificateSettings Certificate { get; init; } = new();

    [Setting("The grid of the measure utility-loss-constrained, and the rules of its best responses.")]
    public ResponseSettings BestResponse { get; init; } = new();
}

/// <summary>Where the gradients that are followed come from.</summary>
public enum GradientSource
{
    /// <summary>The mean over a batch of games.</summary>
    Sampled,

    /// <summary>The expectation, without sampling and in 64 bits: for bid functions that are lines.</summary>
    Expected,
}

/// <summary>The size of the dense estimate of utility loss, which is for comparison only.</summary>
public sealed record LossGrid
{
    [Setting("Types, drawn at random.", Min = 1, Max = 1 << 20)]
    public int Types { get; init; } = 512;

    [Setting("Bids on a line from 0 to 1, or to the highest type where that is higher; so many in all where a bid "
        + "has several numbers.", Min = 2, Max = 1 << 20)]
    public int Bids { get; init; } = 1024;

    [Setting("Games that every bid of a type is played in.", Min = 1, Max = 1 << 20)]
    public int Opponents { get; init; } = 4096;
}

/// <summary>The game itself.</summary>
public sealed record AuctionBlock : IImplied
{
    [Setting("The auction rule.", Default = "first-price")]
    public IMechanism Mechanism { get; init; } = null!;

    [Setting("How many bidders, or a list of blocks of bidders; as many as the rule needs where it is left out.")]
    public BidderList? Bidders { get; init; }

    [Setting("Where types come from; the rule's own priors where it has some, else uniform.")]
    public IPrior? Prior { get; init; }

    [Setting("How the types of bidders hang together; independent where it is left out.")]
    public ICorrelation? Correlation { get; init; }

    [Setting("The numbers of the bidders whose types are correlated; those that the rule says, else all.")]
    public IReadOnlyList<int>? Correlated { get; init; }

    [Setting("What a bidder makes of a result.", Default = "quasi-linear")]
    public IUtility Utility { get; init; } = null!;

    [Setting("Whether the bidders have one bid function in common, with the same parameters.")]
    public bool Share { get; init; }

    [Setting("How many bidders of a block one actor stands for.", Min = 1, Max = 4096)]
    public int Cohort { get; init; } = 1;

    /// <summary>The rule knows for how many bidders it is, and where their types come from; if not, two with uniform
    /// types.</summary>
    public string? DefaultOf(string setting) => setting switch
    {
        "bidders" => $"{StandardBidders}",
        "prior" when Mechanism?.PriorOf(1, StandardBidders) is null => "uniform",
        _ => null,
    };

    /// <summary>A correlation of which only the strength is written is the one that goes with any prior.</summary>
    public string? ChangedFrom(string setting) => setting == "correlation" ? "bernoulli" : DefaultOf(setting);

    private int StandardBidders => Math.Max(Mechanism?.MostBidders ?? 2, Mechanism?.FewestBidders ?? 2);
}

/// <summary>The bidders: a number, or blocks of them.</summary>
public sealed record BidderList : IOneOf
{
    [Setting("How many bidders, all alike.", Min = 2, Max = 4096)]
    public int? Count { get; init; }

    [Setting("Blocks of bidders, in order; what a block leaves out comes from the level above.")]
    public IReadOnlyList<BidderBlock>? Blocks { get; init; }
}

/// <summary>Bidders that are alike.</summary>
public sealed record BidderBlock
{
    [Setting("How many.", Min = 1, Max = 4096)]
    public int Count { get; init; } = 1;

    [Setting("Where their types come from.")]
    public IPrior? Prior { get; init; }

    [Setting("What they make of a result.")]
    public IUtility? Utility { get; init; }

    [Setting("The bid functions that they learn in.")]
    public IStrategy? Strategy { get; init; }

    [Setting("How they learn.")]
    public ILearner? Learner { get; init; }

    [Setting("Whether they have one bid function in common.")]
    public bool? Share { get; init; }

    [Setting("How many of them one actor stands for.", Min = 1, Max = 4096)]
    public int? Cohort { get; init; }
}
