using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>Everybody gets the same of every good and every good earns the same: x_ij = Y_j / n,
/// p_j = Btot / (m Y_j).</summary>
/// <remarks>docs/fisher.md, 3. It clears and it costs what there is, so that its Nash gap is all that is wrong with
/// it.</remarks>
[Card("naive", "Everybody gets the same of every good, and every good earns the same: what a solver must beat.",
    "docs/fisher.md, 3; Ma et al. (2024), MarketFCNet, section 6")]
public sealed class Naive : ISolver
{
    public bool EndsByItself => true;

    public IPricing Price(SolvedMarket market, double budget) => new Pricing(market.Market, budget);

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers) => new Buying();

    private sealed class Pricing(IMarket market, double budget) : IPricing
    {
        /// <summary>What every buyer gets of each good, [m].</summary>
        public double[] Announcement => [.. market.Supply.Select(y => y / market.BuyerCount)];

        public Question? Next() => null;

        public void Take(Total total) => throw new InvalidOperationException("The naive reference asks nothing.");

        public Settlement Settle(double[] sums) => new(
            [.. market.Supply.Select(y => budget / (market.GoodCount * y))], [.. sums.Select(_ => 1.0)]);

        public double[] Save() => [];

        public void Load(double[] state)
        {
        }
    }

    private sealed class Buying : IBuying
    {
        public Answer Answer(Question signal) =>
            throw new InvalidOperationException("The naive reference asks nothing.");

        public void Allocate(double[] announced, BuyerChunk buyers, Span<double> x)
        {
            for (int j = 0; j < buyers.Goods; j++)
            {
                x.Slice(j * buyers.Stride, buyers.Stride).Fill(announced[j]);
            }
        }
    }
}
