using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Small markets drawn from a seed, one kind of difficulty each.</summary>
internal sealed class RandomMarket
{
    private readonly double[] _draws;
    private int _next;

    private RandomMarket(ulong seed, int draws)
    {
        _draws = new double[draws];
        new RandomStream(StreamKey.Of(seed, new ActorId("test", 1), "market"), 0).Uniform(_draws);
    }

    public enum Kind
    {
        Dense,
        Sparse,
        WideBudgets,
        IdenticalBuyers,
        DuplicatedGoods,
        OneDominates,
        NearTies,
        Integers,
        Islands,
    }

    public double[,] Valuations { get; private set; } = new double[0, 0];

    public double[] Budgets { get; private set; } = [];

    public double[] Supply { get; private set; } = [];

    public GivenMarket Market => new(MarketTable.Of(Valuations, Budgets, Supply));

    public static RandomMarket Of(Kind kind, ulong seed, int n = 50, int m = 4)
    {
        var market = new RandomMarket(seed + ((ulong)kind << 32), 3 * (n + 1) * (m + 1))
        {
            Valuations = new double[n, m],
            Budgets = new double[n],
            Supply = new double[m],
        };
        market.Fill(kind, n, m);
        return market;
    }

    public double Draw() => _draws[_next++];

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Draw())) * Math.Cos(2 * Math.PI * Draw());

    private void Fill(Kind kind, int n, int m)
    {
        for (int j = 0; j < m; j++)
        {
            Supply[j] = kind == Kind.Integers ? 1 + (int)(3 * Draw()) : Math.Exp(Normal());
        }
        for (int i = 0; i < n; i++)
        {
            Budgets[i] = kind switch
            {
                Kind.Sparse => Math.Exp(3 * Normal()),
                Kind.WideBudgets => Math.Pow(10, 12 * Draw() - 6),
                Kind.OneDominates => i == 0 ? 1e6 : 0.5 + Draw(),
                Kind.Integers => 1,
                _ => 0.1 + Draw(),
            };
            bool any = false;
            for (int j = 0; j < m; j++)
            {
                Valuations[i, j] = Value(kind, i, j, n, m);
                any |= Valuations[i, j] > 0;
            }
            if (!any)
            {
                Valuations[i, i % m] = 1;
            }
        }
    }

    private double Value(Kind kind, int i, int j, int n, int m) => kind switch
    {
        Kind.Sparse => Draw() < 0.3 ? Math.Exp(Normal()) : 0,
        Kind.IdenticalBuyers when i > 0 => Valuations[0, j],
        Kind.DuplicatedGoods when j % 2 == 1 => Valuations[i, j - 1],
        Kind.NearTies => 1 + 1e-9 * Normal(),
        Kind.Integers => 1 + (int)(5 * Draw()),
        // Buyers of one island want the goods of that island alone.
        Kind.Islands => i * 2 / n == j * 2 / m ? Math.Exp(Normal()) : 0,
        _ => Math.Exp(Normal()),
    };
}
