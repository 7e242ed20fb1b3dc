using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

// The test kit has an outcome of its own, of schedules.
using Outcome = AgentMarkets.Auctions.Mechanisms.Outcome;

/// <summary>Bids for a rule, drawn as the rule wants them: a few replicas of a few games.</summary>
internal sealed class DrawnBids
{
    private const int Replicas = 3, Games = 32;

    // Values of a coarse grid, on which ties are frequent.
    // A power of two: sums of such bids tie exactly, without rounding.
    private const int GridBids = 4;

    public DrawnBids(IMechanism mechanism, int bidders, ulong seed)
    {
        (Mechanism, Bidders, Shape) = (mechanism, bidders, mechanism.Shape(bidders));
        Bids = Valid(Uniform(seed, "bids", Shape.Bids) + 0.01);
        Lots = Uniform(seed, "lots", 1).squeeze(-1);
        Types = Uniform(seed, "types", Shape.Types);
        Relabelling = Relabelling.Of(mechanism, bidders);
    }

    public IMechanism Mechanism { get; }

    public int Bidders { get; }

    public GameShape Shape { get; }

    /// <summary>[R, B, N, A].</summary>
    public Tensor Bids { get; }

    /// <summary>[R, B, N].</summary>
    public Tensor Lots { get; }

    /// <summary>[R, B, N, D].</summary>
    public Tensor Types { get; }

    /// <summary>Bidders who are alike change places.</summary>
    public Relabelling Relabelling { get; }

    public bool HasBothSides =>
        Enumerable.Range(1, Bidders).Any(IsSeller) && Enumerable.Range(1, Bidders).Any(i => Role(i) == "buyer");

    /// <summary>The fewest bidders that a rule is for, and more where it may be.</summary>
    public static IEnumerable<int> NumbersOfBidders(IMechanism mechanism) =>
        new[] { mechanism.FewestBidders, mechanism.FewestBidders + 2 }
            .Select(n => Math.Min(n, mechanism.MostBidders ?? n)).Distinct();

    public static double[] Numbers(Tensor tensor) =>
        tensor.to(float64).contiguous().AsSpan<double>().ToArray();

    public bool IsSeller(int bidder) => Role(bidder) == "seller";

    /// <summary>Bids that often tie, zero among them.</summary>
    public Tensor OnGrid() =>
        Mechanism.Actions(1, Bidders) is null ? Valid((Bids * GridBids).floor() / GridBids) : Bids;

    public Outcome Clear(Tensor bids, Tensor? lots = null) => Mechanism.Clear(bids, lots);

    /// <summary>What is won, and what is paid in all: [R, B, N, K] and [R, B, N].</summary>
    public (Tensor Win, Tensor Paid) Results(Tensor bids, Tensor? lots)
    {
        var outcome = Clear(bids, lots);
        return (outcome.Win, outcome.Paid());
    }

    /// <summary>What outcomes are worth to the drawn types, [R, B, N, K].</summary>
    public Tensor Worth()
    {
        var types = Mechanism.TypesDescend ? Types.sort(-1, descending: true).Values : Types;
        return stack([.. Enumerable.Range(1, Bidders).Select(i => Mechanism.Worth(i, types.select(2, i - 1)))], 2);
    }

    private string? Role(int bidder) => Mechanism.RoleOf(bidder, Bidders);

    private Tensor Uniform(ulong seed, string purpose, int numbers)
    {
        var drawn = empty(Replicas, Games, Bidders, numbers, dtype: float64);
        new RandomStream(StreamKey.Of(seed, new ActorId("law", 1), purpose), 0).Uniform(drawn.AsSpan<double>());
        return drawn;
    }

    /// <summary>Numbers of actions where there are finitely many, and descending marginal bids.</summary>
    private Tensor Valid(Tensor bids)
    {
        if (Mechanism.Actions(1, Bidders) is not null)
        {
            return stack([.. Enumerable.Range(1, Bidders).Select(i =>
            {
                var actions = tensor(Mechanism.Actions(i, Bidders)!).reshape(-1, Shape.Bids);
                var at = (bids.select(2, i - 1).select(2, 0) * actions.shape[0]).floor().to(int64)
                    .clamp(0, actions.shape[0] - 1);
                return actions.index_select(0, at.flatten()).reshape([.. at.shape, Shape.Bids]);
            })], 2);
        }
        return Mechanism.BidsDescend ? bids.sort(-1, descending: true).Values : bids;
    }
}
