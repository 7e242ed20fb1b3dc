using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>K equal items, n bidders alike who want one each, values uniform on [0, h], independent; all
/// risk-neutral. The K highest values win and the lowest type gains nothing.</summary>
/// <remarks>Whatever the rule: utility h K (K+1)/(2 n (n+1)), revenue K h (n-K)/(n+1), K times the mean of the highest
/// value that wins nothing. Krishna (2010), chapter 14 (revenue equivalence).</remarks>
internal sealed record UnitDemand(int N, int Items, double High)
{
    public double Utility => High * Items * (Items + 1) / (2.0 * N * (N + 1));

    public double Revenue => High * Items * (N - Items) / (N + 1.0);

    /// <summary>What the formulas need, or nothing where the game is another.</summary>
    public static UnitDemand? Of(BayesianGame game, int items) =>
        SymmetricValues.Of(game) is { IsUniform: true, IsNeutral: true, Low: 0 } values && values.N > items
            ? new UnitDemand(values.N, items, values.High)
            : null;

    /// <summary>The same for a rule that sells all units at once.</summary>
    public static UnitDemand? Of(BayesianGame game) =>
        game.Mechanism is MultiUnit { Demand: 1, Options: { Reserve: 0, EntryFee: 0 } } rule
            ? Of(game, rule.Units) : null;
}
