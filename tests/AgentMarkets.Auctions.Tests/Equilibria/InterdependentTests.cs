using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Equilibria;

/// <summary>Values that depend on what others see (docs/auctions.md, 7).</summary>
public class InterdependentTests
{
    private static readonly FirstPrice First = new(new FirstPrice.Settings());
    private static readonly SecondPrice Second = new(new SecondPrice.Settings());

    private static BayesianGame Game(IMechanism rule, ICorrelation correlation, int n) =>
        Games.Correlated(rule, correlation, null, [.. Enumerable.Repeat((Games.Uniform(), Games.Neutral), n)]);

    [Fact]
    public void KnownNumbers_AreMet()
    {
        var mineral = Game(Second, new MineralRights(), 3);
        Assert.All([0.0, 0.3, 1, 1.7, 2], o => Assert.Equal(2 * o / (2 + o), mineral.BidOf(o), 1e-14));
        // 8 ln 2 - 11/2, from int int (V - 2Vt/(1+Vt)) 2t(1-t) dt dV.
        Assert.Equal(8 * Math.Log(2) - 5.5, mineral.Equilibrium!.Utility(1), 1e-10);
        var affiliated = Game(First, new Affiliated(), 2);
        Assert.Equal(1, affiliated.BidOf(1.5), 1e-15);
        Assert.Equal((1.0 / 9, 7.0 / 9), (affiliated.Equilibrium!.Utility(1), affiliated.Equilibrium.Revenue));
        // Two bidders of the affiliated second price: E[(o1+o2)/2 | both o] = o; utility E|z1-z2|/4 = 1/12.
        var second = Game(Second, new Affiliated(), 2);
        Assert.Equal(1.3, second.BidOf(1.3), 1e-15);
        Assert.Equal(1.0 / 12, second.Equilibrium!.Utility(1), 1e-10);
        Assert.Equal(1 - 2.0 / 12, second.Equilibrium.Revenue, 1e-10);
    }

    public static TheoryData<string> Cases => [.. AllCases.Keys];

    internal static readonly SortedDictionary<string, BayesianGame> AllCases = new()
    {
        ["first price affiliated"] = Game(First, new Affiliated(), 2),
        ["second price affiliated 3"] = Game(Second, new Affiliated(), 3),
        ["second price affiliated 5"] = Game(Second, new Affiliated(), 5),
        ["second price mineral rights 2"] = Game(Second, new MineralRights(), 2),
        ["second price mineral rights 3"] = Game(Second, new MineralRights(), 3),
        ["second price mineral rights 4"] = Game(Second, new MineralRights(), 4),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void NobodyGainsByAnotherBid_AndGainsFromFivePercentLessAreSeen(string name)
    {
        var game = AllCases[name];
        var (utility, loss) = Deviation(game, 1);
        Assert.Equal(game.Equilibrium!.Utility(1), utility, 3e-4);
        Assert.InRange(loss, 0, 1e-4);
        Assert.True(Deviation(game, 0.95).Loss > 1e-4 + loss);
    }

    /// <summary>Given each of many observations, the others' bids and the value from their conditional law.</summary>
    private static (double Utility, double Loss) Deviation(BayesianGame game, double factor)
    {
        const int Draws = 1 << 15, BidsApart = 1 << 9;
        int others = game.Bidders.Count - 1;
        var correlation = game.Nature.Correlation!;
        bool isFirst = game.Mechanism is FirstPrice;
        double[] uniforms = Points.Spread(Draws, 1 + others);
        double[] rivals = new double[Draws * others], values = new double[Draws];
        var (types, weights) = correlation.Marginal!.Grid(33);
        double utility = 0, loss = 0;
        for (int t = 0; t < types.Length; t++)
        {
            correlation.Conditional(types[t], uniforms, rivals, values);
            var highest = new double[Draws];
            for (int k = 0; k < Draws; k++)
            {
                double top = 0;
                foreach (double rival in rivals.AsSpan(k * others, others))
                {
                    top = Math.Max(top, rival);
                }
                highest[k] = factor * game.BidOf(top);
            }
            double[] worth = [.. values];
            Array.Sort(highest, worth);
            double bid = factor * game.BidOf(types[t]), own = 0, best = 0, sum = 0, paid = 0;
            for (int k = 0; k < Draws; k++)
            {
                sum += worth[k];
                paid = isFirst ? (k + 1) * highest[k] : paid + highest[k];
                // The best of all bids of a sample reads too high: some serve.
                best = k % BidsApart == 0 ? Math.Max(best, sum - paid) : best;
                own = highest[k] < bid ? sum - (isFirst ? (k + 1) * bid : paid) : own;
            }
            utility += weights[t] * own / Draws;
            loss += weights[t] * Math.Max(0, best - own) / Draws;
        }
        return (utility, loss);
    }
}
