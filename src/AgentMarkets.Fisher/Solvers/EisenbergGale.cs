using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.FreeAllocation;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>
/// Gradient descent on the program of Eisenberg and Gale with a free number for every buyer and good,
/// x = softplus(theta), in units in which every supply is 1 a head:
/// L = mean_i (-B_i log u_i(x_i)) + sum_j lambda_j (E x_j - 1) + (rho/2) sum_j (E x_j - 1)^2;
/// after each epoch t, lambda_j += rho (E x_j - 1) / sqrt(t).
/// </summary>
/// <remarks>
/// The references EG and EG-m of Ma et al. (2024), MarketFCNet, appendix C.1; theta and lambda start at 0, which it
/// leaves open. It stops by the Nash gap alone, as published: look at the two violations. One step is one round: m
/// marginal costs down, m sums of the allocation up.
/// </remarks>
[Card("eisenberg-gale", "Gradient descent on the Eisenberg-Gale program with one parameter for every buyer and good.",
    "Eisenberg and Gale (1959); Ma et al. (2024), MarketFCNet, appendix C.1; docs/fisher.md, 7")]
public sealed class EisenbergGale(EisenbergGale.Settings settings) : ISolver
{
    // What one shard's array of state can hold, in parameters.
    private const long ParametersMax = 1L << 28;
    private const long SmallMarket = 1000;

    public sealed record Settings
    {
        [Setting("Whether steps keep 0.9 of the last one: EG-m.")]
        public bool Momentum { get; init; }

        [Setting("Updates of the multipliers, at most.", Min = 1, Max = 1000000)]
        public int Epochs { get; init; } = 30;

        [Setting("Steps from one update to the next; where it is left out, 1000, or 100 for at most 1000 buyers.",
            Min = 1, Max = 1000000)]
        public int? Steps { get; init; }

        [Setting("Step size, of which a buyer's own parameters get 1/n; where it is left out, 1000 (linear buyers: "
            + "100), and a thousandth of it for at most 1000 buyers.", Above = 0)]
        public PerReplica? StepSize { get; init; }

        [Setting("Weight rho of the squared excess.", Above = 0)]
        public PerReplica Rho { get; init; } = 0.2;

        [Setting("It stops after an epoch whose Nash gap is below this.", Min = 0)]
        public PerReplica Stop { get; init; } = 1e-3;

        [Setting("Take the steps of a market of so many buyers: given the multipliers buyers do not meet, so that a "
            + "small market then shows what a large one does.", Min = 1)]
        public long? LikeBuyers { get; init; }
    }

    public bool EndsByItself => true;

    public IReadOnlyList<string> Metrics => ["epoch-gap"];

    public (string Rule, string WayOut)? Refuses(SolvedMarket market)
    {
        if (market.Utility.ClosedForm is not { } form || form is { K: -1, IsCobbDouglas: false })
        {
            return ("eisenberg-gale needs a utility of the ces family with a gradient: ces, linear or cobb-douglas",
                "Write solver=proportional-response for other gradients, solver=newton-dual for leontief.");
        }
        long parameters = market.Market.BuyerCount * market.Market.GoodCount / market.Shards;
        return parameters <= ParametersMax ? null
            : ($"eisenberg-gale keeps a parameter for every buyer and good: {parameters:N0} for each of "
                + $"{market.Shards:N0} shards, and a shard holds at most {ParametersMax:N0}",
                "Write more shards, or fewer buyers and like-buyers.");
    }

    public IPricing Price(SolvedMarket market, double budget) => new FreePricing(market.Market, budget, new Plan(
        settings.Epochs, settings.Steps ?? (SizeOf(market) > SmallMarket ? 1000 : 100),
        settings.Rho[market.Replica], settings.Stop[market.Replica]));

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers)
    {
        bool isLinear = market.Utility.ClosedForm!.Value.IsLinear, isSmall = SizeOf(market) <= SmallMarket;
        double size = settings.StepSize?[market.Replica] ?? (isLinear ? 100 : 1000) * (isSmall ? 1e-3 : 1);
        return new FreeBuying(market, buyers, (float)(size / SizeOf(market)), settings.Momentum ? 0.9f : 0);
    }

    /// <summary>The n of the published rules.</summary>
    private long SizeOf(SolvedMarket market) => settings.LikeBuyers ?? market.Market.BuyerCount;
}
