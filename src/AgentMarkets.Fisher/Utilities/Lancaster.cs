using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>
/// u_i(x) = (sum_c th_ic (sum_j T_jc x_j)^r)^(1/r): buyers want characteristics of which goods are bundles; demand has
/// no closed form. T_jc = exp N(0,1), th_i = softplus(H b_i), H of N(0,1).  docs/fisher.md, 10.
/// </summary>
[Card("lancaster", "Buyers want not goods but the characteristics that goods are made of.",
    "Lancaster (1966), \"A new approach to consumer theory\"; docs/fisher.md, 10")]
public sealed class Lancaster(Lancaster.Settings settings) : IBuyerUtility
{
    // One holder for all shards: what is drawn is the same wherever it is drawn.
    private static readonly ActorId Drawer = new("buyers", 1);

    public sealed record Settings
    {
        [Setting("Characteristics that a good may have.", Min = 1, Max = 4096)]
        public int Characteristics { get; init; } = 12;

        [Setting("How well characteristics replace each other: 1 perfectly, next to 0 hardly.", Above = 0, Max = 1)]
        public PerReplica R { get; init; } = 0.5;

        [Setting("The most steps of the search for a buyer's best bundle at given prices.", Min = 1)]
        public int Iterations { get; init; } = 4000;
    }

    public string? Missing(IMarket market) =>
        market.Contexts is null ? "needs a market whose buyers have contexts" : null;

    public IUtilityFunction Of(int replica, ulong seed, IMarket market)
    {
        if (market.Contexts is not { } contexts)
        {
            throw new ArgumentException("lancaster needs a market whose buyers have contexts.");
        }
        int count = settings.Characteristics;
        double[] technology = Normals(StreamKey.Of(seed, Drawer, "technology"), market.GoodCount, count);
        double[] tastes = Normals(StreamKey.Of(seed, Drawer, "tastes"), count, contexts.Dimension);
        return new LancasterFunction(Array.ConvertAll(technology, Math.Exp), tastes, count, settings.R[replica],
            settings.Iterations);
    }

    /// <summary>Standard normal draws, [rows, columns]; row i by round i of the stream, so that it does not depend on
    /// how many there are.</summary>
    private static double[] Normals(StreamKey key, int rows, int columns)
    {
        // Box and Muller (1958): sqrt(-2 log(1 - u)) cos(2 pi v).
        var normals = new double[rows * columns];
        var uniform = new double[2 * columns];
        for (int i = 0; i < rows; i++)
        {
            new RandomStream(key, i).Uniform(uniform);
            for (int k = 0; k < columns; k++)
            {
                normals[i * columns + k] =
                    Math.Sqrt(-2 * Math.Log(1 - uniform[2 * k])) * Math.Cos(2 * Math.PI * uniform[2 * k + 1]);
            }
        }
        return normals;
    }
}
