namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Bidders whose observations are correlated all alike.</summary>
internal static class SymmetricSignals
{
    /// <summary>Whether all bidders are members of the correlation, and all are neutral to risk.</summary>
    public static bool AreAll(BayesianGame game) => game.Nature.Members.Count == game.Bidders.Count
        && game.Bidders.All(b => RiskAttitude.Of(b.Utility) is { IsNeutral: true });
}
