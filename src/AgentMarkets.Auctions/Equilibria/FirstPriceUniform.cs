using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, values uniform on [lo, hi] and independent, N bidders alike.</summary>
/// <remarks>
/// b(v) = lo + (v - lo)(N-1)/N; utility (hi - lo)/(N(N+1)); revenue lo + (hi - lo)(N-1)/(N+1).
/// Krishna (2010), proposition 2.2; docs/auctions.md, 1.
/// </remarks>
[Card("first-price-uniform", "First price, uniform values: everybody bids lo + (v - lo)(N-1)/N.",
    "Krishna (2010), proposition 2.2")]
public sealed class FirstPriceUniform : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game) =>
        game.Mechanism is FirstPrice { Options: { Reserve: 0, EntryFee: 0 } } && game.Nature.IsIndependent
            && game.Bidders.All(b => b.Prior is Uniform && b.Utility is QuasiLinear)
            && game.Bidders.Select(b => b.Prior.Support(b.Number)).Distinct().Count() == 1
            ? new Shading(game.Bidders[0].Prior.Support(1), game.Bidders.Count)
            : null;

    private sealed class Shading((double Low, double High) support, int n) : IEquilibrium
    {
        private double Low => support.Low;

        private double Range => support.High - support.Low;

        public double Revenue => Low + Range * (n - 1) / (n + 1);

        public string Source => "Krishna (2010), prop. 2.2";

        public void Bid(int bidder, ReadOnlySpan<double> type, Span<double> bid) =>
            bid[0] = Low + (type[0] - Low) * (n - 1) / n;

        public double Utility(int bidder) => Range / (n * (n + 1));

        public double? Multiplier(int bidder) => Low == 0 ? (n - 1.0) / n : null;
    }
}
