namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Independent draws of bidders alike, where a type is any number of them.</summary>
internal static class SymmetricDraws
{
    /// <summary>h, where all draws are uniform on [0, h] and all bidders risk-neutral; else nothing.</summary>
    public static double? HighestUniform(BayesianGame game)
    {
        double high = game.Bidders[0].Prior.Support(1).High;
        return game.Nature is { IsIndependent: true, ValuesAreTypes: true }
            && game.Bidders.All(b => RiskAttitude.Of(b.Utility) is { IsNeutral: true } && b.Prior.IsContinuous
                && b.Prior.Support(b.Number) == (0, high) && Enumerable.Range(1, 15).Select(k => k / 16.0)
                    .All(x => Math.Abs(b.Prior.Cdf(b.Number, high * x) - x) < 1e-12))
            ? high
            : null;
    }
}
