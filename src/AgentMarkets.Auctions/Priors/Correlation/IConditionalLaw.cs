namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>The law of the others given the place of one member, taken apart by a draw u that they share, uniform on
/// [0,1): given it their places are independent, each even between two ends.</summary>
public interface IConditionalLaw
{
    /// <summary>The place that all others have together with a probability of its own, or nothing.</summary>
    double? Atom => null;

    /// <summary>Where the others' places lie given u, and what the item is worth.</summary>
    EvenPlaces At(double u);

    /// <summary>Every u on (0,1) at which an end is equal to <paramref name="place"/>, or at which
    /// <see cref="At"/> jumps: between them integrals over u are smooth.</summary>
    /// <returns>How many numbers were written; at most 2. They may lie outside (0,1).</returns>
    int Cuts(double place, Span<double> cuts);
}

/// <summary>Places of the other members: independent, even between two ends; one place where these are equal.</summary>
/// <param name="Value">What the item is worth, but for what the others' places add.</param>
/// <param name="PerOther">What the value rises with the place of each other member.</param>
public readonly record struct EvenPlaces(double Low, double High, double Value = 0, double PerOther = 0);
