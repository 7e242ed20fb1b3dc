using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors;

/// <summary>The type is one number that everybody knows: complete information.</summary>
[Card("fixed", "The type is one known number: complete information.", "docs/auctions.md, 5")]
public sealed class Fixed(Fixed.Settings settings) : IPrior
{
    public sealed record Settings
    {
        [Setting("The type.", Min = 0)]
        public double Value { get; init; } = 1;
    }

    public bool IsContinuous => false;

    public void Quantile(int bidder, Span<float> u) => u.Fill((float)settings.Value);

    public void Quantile(int bidder, Span<double> u) => u.Fill(settings.Value);

    public double Cdf(int bidder, double v) => v >= settings.Value ? 1 : 0;

    public double Density(int bidder, double v) => double.NaN;

    public (double Low, double High) Support(int bidder) => (settings.Value, settings.Value);

    public (double[] Types, double[] Weights) Grid(int bidder, int size) => ([settings.Value], [1]);
}
