namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>The distribution of one member's observation; continuous.</summary>
public interface IMarginal
{
    /// <summary>Turns uniform draws on [0,1) into observations, in place.</summary>
    void Quantile(Span<double> u);

    /// <summary>F(o): the probability of an observation of at most o.</summary>
    double Cdf(double o);

    /// <summary>f(o); 0 outside the support.</summary>
    double Density(double o);

    /// <summary>The lowest and the highest observation.</summary>
    (double Low, double High) Support { get; }

    /// <summary>Observations from the lowest to the highest, and the weights with which they stand for the
    /// distribution (<see cref="IPrior.Grid"/>).</summary>
    (double[] Observations, double[] Weights) Grid(int size);
}
