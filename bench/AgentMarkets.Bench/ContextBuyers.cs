using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Bench;

/// <summary>Log valuations like those of contexts, log softplus of normal numbers, and budgets: quick to make, which is
/// all that a timing of the passes needs.</summary>
internal sealed class ContextBuyers(int goods) : IBuyerSource<float>
{
    private static readonly StreamKey Key = StreamKey.Of(1, new ActorId("bench", 0), "buyers");

    public int Goods => goods;

    public int ContextDimension => 0;

    public bool AreIndependent => true;

    public void Fill(long first, int rows, int stride, Span<float> logValuations, Span<double> budgets)
    {
        for (int j = 0; j < goods; j++)
        {
            var column = logValuations.Slice(j * stride, rows);
            new RandomStream(Key, first * goods + j).Uniform(column);
            foreach (ref float x in column)
            {
                // A logistic number, spread as the product of two contexts of five entries.
                float z = 1.2f * MathF.Log((x + 1e-7f) / (1 - x));
                x = z < -18 ? z : MathF.Log(MathF.Max(z, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(z))));
            }
        }
        FillBudgets(first, rows, budgets);
    }

    public void FillBudgets(long first, int rows, Span<double> budgets)
    {
        new RandomStream(Key, -1 - first).Uniform(budgets[..rows]);
        foreach (ref double x in budgets[..rows])
        {
            x = 0.5 + 3 * x;
        }
    }

    public void FillContexts(long first, int rows, Span<float> contexts)
    {
    }
}
