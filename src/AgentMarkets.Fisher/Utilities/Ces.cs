using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>u(x) = (sum_j (v_j x_j)^alpha)^(1/alpha): the more alpha is below 1, the less a good replaces
/// another.</summary>
[Card("ces", "Goods replace each other with a constant elasticity, 1/(1-alpha).",
    "Arrow, Chenery, Minhas and Solow (1961); docs/fisher.md, 2")]
public sealed class Ces(Ces.Settings settings) : IBuyerUtility
{
    public sealed record Settings
    {
        [Setting("1 is linear, 0 Cobb-Douglas with the valuations' shares as weights; leontief is a utility of its "
            + "own.", Max = 1)]
        public PerReplica Alpha { get; init; } = 0.5;
    }

    public IUtilityFunction Of(int replica, ulong seed, IMarket market) => new CesFunction(settings.Alpha[replica]);
}

/// <summary>u(x) = sum_j v_j x_j.</summary>
[Card("linear", "The value of a bundle is the sum of the values of its goods: ces(alpha=1).",
    "Eisenberg and Gale (1959); docs/fisher.md, 2")]
public sealed class Linear : IBuyerUtility
{
    public IUtilityFunction Of(int replica, ulong seed, IMarket market) => new CesFunction(1);
}

/// <summary>u(x) = prod_j x_j^q_j with q_j = v_j / sum_l v_l.</summary>
[Card("cobb-douglas", "Buyers spend on every good the share that its valuation has in their sum: ces(alpha=0).",
    "Cobb and Douglas (1928); docs/fisher.md, 2")]
public sealed class CobbDouglas : IBuyerUtility
{
    public IUtilityFunction Of(int replica, ulong seed, IMarket market) => new CesFunction(0);
}

/// <summary>u(x) = min_j v_j x_j.</summary>
[Card("leontief", "Goods are of use only together, in fixed proportions: ces in the limit of alpha to minus infinity.",
    "Leontief (1941); docs/fisher.md, 2")]
public sealed class Leontief : IBuyerUtility
{
    public IUtilityFunction Of(int replica, ulong seed, IMarket market) => new CesFunction(double.NegativeInfinity);
}
