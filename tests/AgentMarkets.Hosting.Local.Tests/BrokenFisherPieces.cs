using AgentMarkets.Fisher;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;

namespace AgentMarkets.Hosting.Local.Tests;

// Pieces of Fisher markets with one mistake each, as they are made in earnest. They carry no card, and so stand in no
// catalogue.

/// <summary>A Cobb-Douglas utility with one mistake of a few that are made.</summary>
internal sealed class BrokenUtility(BrokenUtility.Mistake mistake) : IBuyerUtility, IUtilityFunction
{
    private readonly CesFunction _sound = new(mistake == Mistake.Convex ? 1 : 0);

    public enum Mistake
    {
        /// <summary>The gradient is of u instead of log u.</summary>
        Gradient,

        /// <summary>u is squared: of degree two.</summary>
        Degree,

        /// <summary>The utility of the best bundle forgets that budgets differ.</summary>
        Best,

        /// <summary>Twice what can be bought.</summary>
        Boast,

        /// <summary>The largest of the goods' values counts, not their sum: not concave.</summary>
        Convex,

        /// <summary>0 times the logarithm of 0.</summary>
        Zero,
    }

    public ClosedForm? ClosedForm => null;

    public IUtilityFunction Of(int replica, ulong seed, IMarket market) => this;

    public void LogUtility(BuyerChunk buyers, ReadOnlySpan<double> x, Span<double> logUtility, Span<double> gradient)
    {
        _sound.LogUtility(buyers, x, logUtility, gradient);
        for (int i = 0; i < buyers.Rows; i++)
        {
            for (int j = 0; j < buyers.Goods && mistake == Mistake.Gradient && !gradient.IsEmpty; j++)
            {
                gradient[j * buyers.Stride + i] *= Math.Exp(logUtility[i]);
            }
            logUtility[i] = mistake switch
            {
                Mistake.Degree => 2 * logUtility[i],
                Mistake.Zero when double.IsNegativeInfinity(logUtility[i]) => double.NaN,
                Mistake.Convex => Largest(buyers, i, x, gradient),
                _ => logUtility[i],
            };
        }
    }

    public void LogFixedPrice(BuyerChunk buyers, ReadOnlySpan<double> prices, Span<double> logUtility)
    {
        _sound.LogFixedPrice(buyers, prices, logUtility);
        for (int i = 0; i < buyers.Rows; i++)
        {
            logUtility[i] += mistake == Mistake.Best ? -Math.Log(buyers.Budgets[i])
                : mistake == Mistake.Boast ? Math.Log(2) : 0;
        }
    }

    private static double Largest(BuyerChunk buyers, int i, ReadOnlySpan<double> x, Span<double> gradient)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (int j = 0; j < buyers.Goods; j++)
        {
            double worth = buyers.LogValuations[j * buyers.Stride + i] + Math.Log(x[j * buyers.Stride + i]);
            (best, most) = worth > most ? (j, worth) : (best, most);
        }
        for (int j = 0; j < buyers.Goods && !gradient.IsEmpty; j++)
        {
            gradient[j * buyers.Stride + i] = j == best ? 1 / x[j * buyers.Stride + i] : 0;
        }
        return most;
    }
}

/// <summary>Draws the goods after the buyers, from the same stream: their number enters what goods are.</summary>
internal sealed class GoodsAfterBuyers : IContexts
{
    private readonly Normal _sound = new(new Normal.Settings());

    public int Dimension => _sound.Dimension;

    public IMarket Open(ulong seed, long buyers, int goods, bool stored) =>
        _sound.Open(seed + (ulong)buyers, buyers, goods, stored);
}

/// <summary>Draws a buyer by its place among those that are asked for: a shard has the first shard's buyers.</summary>
internal sealed class BuyersByPlace : IContexts
{
    private readonly Normal _sound = new(new Normal.Settings());

    public int Dimension => _sound.Dimension;

    public IMarket Open(ulong seed, long buyers, int goods, bool stored) =>
        new Market(_sound.Open(seed, buyers, goods, stored), _sound.Open(seed + 1, buyers, goods, stored));

    private sealed class Market(IMarket first, IMarket others) : IMarket
    {
        public long BuyerCount => first.BuyerCount;

        public int GoodCount => first.GoodCount;

        public double[] Supply => first.Supply;

        public GoodContexts? Contexts => first.Contexts;

        public IReadOnlyList<string> GoodNames => first.GoodNames;

        public string BuyerName(long buyer) => first.BuyerName(buyer);

        public Buyers Open(int firstBlock, int blockCount) =>
            (firstBlock == 0 ? first : others).Open(firstBlock, blockCount);
    }
}

/// <summary>Tatonnement with one mistake of a few that are made.</summary>
internal sealed class BrokenSolver(BrokenSolver.Mistake mistake) : ISolver
{
    private readonly Tatonnement _sound = new(new Tatonnement.Settings());

    public enum Mistake
    {
        /// <summary>A shard adds up its blocks, and rounds to 32 bits before it sends.</summary>
        RoundedSums,

        /// <summary>Prices move when they are asked for, not when the answer comes.</summary>
        MovedByAsking,

        /// <summary>Prices go into the checkpoint, and are not read from it.</summary>
        Forgotten,

        /// <summary>A price is no number.</summary>
        NotANumber,
    }

    public bool EndsByItself => false;

    public (string Rule, string WayOut)? Refuses(SolvedMarket market) => _sound.Refuses(market);

    public IPricing Price(SolvedMarket market, double budget) => new Pricing(_sound.Price(market, budget), mistake);

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers) =>
        new Buying(_sound.Buy(market, shard, buyers), mistake);

    private sealed class Pricing(IPricing sound, Mistake mistake) : IPricing
    {
        private int _asked;

        public double[] Announcement => sound.Announcement;

        public Question? Next()
        {
            if (mistake != Mistake.MovedByAsking || sound.Next() is not { } question)
            {
                return sound.Next();
            }
            double[] numbers = [.. question.Numbers];
            numbers[^1] += 0.01 * _asked++;
            return question with { Numbers = numbers };
        }

        public void Take(Total total) => sound.Take(total);

        public Settlement Settle(double[] sums)
        {
            var settled = sound.Settle(sums);
            return mistake == Mistake.NotANumber ? settled with { Prices = [double.NaN, .. settled.Prices[1..]] }
                : settled;
        }

        public double[] Save() => [_asked, .. sound.Save()];

        public void Load(double[] state)
        {
            _asked = (int)state[0];
            if (mistake != Mistake.Forgotten)
            {
                sound.Load(state[1..]);
            }
        }
    }

    private sealed class Buying(IBuying sound, Mistake mistake) : IBuying
    {
        public Answer Answer(Question signal)
        {
            var answer = sound.Answer(signal);
            return mistake != Mistake.RoundedSums ? answer : answer with
            {
                Sums = [.. answer.Sums.Select(sum => sum with { Numbers = [.. sum.Numbers.Select(x => (float)x)] })],
            };
        }

        public AnnouncedDemand? Demand(double[] announced) => sound.Demand(announced);

        public void Allocate(double[] announced, BuyerChunk buyers, Span<double> x) =>
            sound.Allocate(announced, buyers, x);
    }
}
