using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>All theorems of this assembly, and of those that a game's pieces come from.</summary>
public static class KnownEquilibria
{
    private static IEnumerable<IEquilibriumTheorem> Theorems(BayesianGame game) =>
        game.Bidders.SelectMany(b => new object[] { b.Prior, b.Utility }).Append(game.Mechanism)
            .Select(piece => piece.GetType().Assembly).Prepend(typeof(KnownEquilibria).Assembly).Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false }
                && type.IsAssignableTo(typeof(IEquilibriumTheorem)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (IEquilibriumTheorem)Activator.CreateInstance(type)!);

    public static IEquilibrium? Of(BayesianGame game) =>
        Theorems(game).Select(theorem => theorem.Of(game)).FirstOrDefault(found => found is not null);

    /// <summary>Why there is none, as a sentence for the user.</summary>
    public static string WhyNot(BayesianGame game)
    {
        var (mechanism, bidders) = (game.Mechanism, game.Bidders);
        string Name(object piece) => CardOf(piece)?.Name ?? piece.GetType().Name;
        string priors = string.Join(" and ", bidders.Select(b => Name(b.Prior)).Distinct());
        string which = bidders.Select(b => b.Prior).Distinct().Count() == 1
            ? $"the prior {priors}"
            : $"different priors ({priors})";
        string utilities = string.Join(" and ",
            bidders.Where(b => !b.Utility.IsQuasiLinear).Select(b => Name(b.Utility)).Distinct());
        which += utilities.Length > 0 ? $", the utility {utilities}" : "";
        which += game.Nature.Correlation is { } correlation ? $", the correlation {Name(correlation)}" : "";
        return $"no equilibrium is known for {Name(mechanism)} with {which}";
    }

    private static CardAttribute? CardOf(object piece) =>
        (CardAttribute?)Attribute.GetCustomAttribute(piece.GetType(), typeof(CardAttribute));
}
