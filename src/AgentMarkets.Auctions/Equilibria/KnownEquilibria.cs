using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>A Bayes-Nash equilibrium of one game, in closed form.</summary>
public interface IEquilibrium
{
    /// <summary>beta_i(v).</summary>
    double Bid(int bidder, double type);

    /// <summary>The ex-ante utility of a bidder.</summary>
    double Utility(int bidder);

    /// <summary>The expected revenue.</summary>
    double Revenue { get; }

    /// <summary>beta_i(v)/v where it is the same for every type.</summary>
    double? Multiplier(int bidder);

    /// <summary>Author (year), place.</summary>
    string Source { get; }
}

/// <summary>A theorem about equilibria: the games it speaks of, and what it says of each.</summary>
[Kind("equilibrium", "equilibria")]
public interface IEquilibriumTheorem
{
    /// <summary>The equilibrium, or nothing where the theorem is silent.</summary>
    IEquilibrium? Of(IMechanism mechanism, IReadOnlyList<Bidder> bidders);
}

/// <summary>All theorems of this assembly, and of those that a game's pieces come from.</summary>
public static class KnownEquilibria
{
    private static IEnumerable<IEquilibriumTheorem> Theorems(IMechanism mechanism, IReadOnlyList<Bidder> bidders) =>
        bidders.SelectMany(b => new object[] { b.Prior, b.Utility }).Append(mechanism)
            .Select(piece => piece.GetType().Assembly).Prepend(typeof(KnownEquilibria).Assembly).Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false }
                && type.IsAssignableTo(typeof(IEquilibriumTheorem)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (IEquilibriumTheorem)Activator.CreateInstance(type)!);

    public static IEquilibrium? Of(IMechanism mechanism, IReadOnlyList<Bidder> bidders) =>
        Theorems(mechanism, bidders).Select(theorem => theorem.Of(mechanism, bidders))
            .FirstOrDefault(found => found is not null);

    /// <summary>Why there is none, as a sentence for the user.</summary>
    public static string WhyNot(IMechanism mechanism, IReadOnlyList<Bidder> bidders)
    {
        string Name(object piece) => CardOf(piece)?.Name ?? piece.GetType().Name;
        string priors = string.Join(" and ", bidders.Select(b => Name(b.Prior)).Distinct());
        return bidders.Select(b => b.Prior).Distinct().Count() == 1
            ? $"no equilibrium is known for {Name(mechanism)} with the prior {priors}"
            : $"no equilibrium is known for {Name(mechanism)} with different priors ({priors})";
    }

    private static CardAttribute? CardOf(object piece) =>
        (CardAttribute?)Attribute.GetCustomAttribute(piece.GetType(), typeof(CardAttribute));
}
