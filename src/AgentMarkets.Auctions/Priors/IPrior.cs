using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors;

/// <summary>The distribution that nature draws the types from. Bidders are numbered from 1.</summary>
[Kind("prior", "priors")]
public interface IPrior
{
    /// <summary>How many bidders it describes, or nothing where it describes any number.</summary>
    int? Bidders => null;

    /// <summary>Whether one draw decides the types of all bidders at once, so that they may be correlated.</summary>
    bool IsJoint => false;

    /// <summary>Whether no single type has a probability of its own.</summary>
    bool IsContinuous { get; }

    /// <summary>Turns uniform draws on [0,1) into types, in place.</summary>
    void Quantile(int bidder, Span<float> u);

    /// <inheritdoc cref="Quantile(int, Span{float})"/>
    void Quantile(int bidder, Span<double> u);

    /// <summary>F(v): the probability of a type of at most v.</summary>
    double Cdf(int bidder, double v);

    /// <summary>f(v), the slope of <see cref="Cdf"/>; 0 outside the support, infinite where the slope is, and
    /// not-a-number where there is no density because types have probabilities of their own, or none is
    /// stated.</summary>
    double Density(int bidder, double v) => double.NaN;

    /// <summary>The lowest and the highest type.</summary>
    (double Low, double High) Support(int bidder);

    /// <summary>Types from the lowest to the highest, and the weights with which they stand for the
    /// distribution.</summary>
    /// <param name="size">About how many where the prior is continuous; a discrete one gives its atoms, at most this
    /// many.</param>
    (double[] Types, double[] Weights) Grid(int bidder, int size);
}
