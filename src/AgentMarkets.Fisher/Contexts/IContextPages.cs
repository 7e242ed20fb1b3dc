using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>Contexts, a page of consecutive buyers (or goods) at a time; any page at any time, always with the same
/// bits.</summary>
internal interface IContextPages
{
    /// <summary>Contexts a page.</summary>
    const int Size = 256;

    /// <summary>d.</summary>
    int Dimension { get; }

    /// <param name="page">From 0: the contexts from 256 page on.</param>
    /// <param name="columns">[d, 256]: entry k of context r of the page is at 256 k + r; overwritten.</param>
    void Read(long page, Span<float> columns);
}

/// <summary>Pages that are drawn: page p by round p of one named stream.</summary>
/// <remarks>Not for two actors at once: it has a buffer.</remarks>
internal sealed class DrawnPages(DrawnContexts law, StreamKey key) : IContextPages
{
    private readonly double[] _uniform = new double[law.Dimension * IContextPages.Size];

    public int Dimension => law.Dimension;

    public void Read(long page, Span<float> columns)
    {
        new RandomStream(key, page).Uniform(_uniform);
        law.Transform(_uniform, columns);
    }
}

/// <summary>Pages that are given.</summary>
/// <param name="rows">[count, d] by rows; beyond them a page holds zeros.</param>
internal sealed class GivenPages(float[] rows, int dimension) : IContextPages
{
    public int Dimension => dimension;

    public void Read(long page, Span<float> columns)
    {
        columns.Clear();
        long first = page * IContextPages.Size, count = rows.Length / dimension;
        for (int r = 0; r < IContextPages.Size && first + r < count; r++)
        {
            for (int k = 0; k < dimension; k++)
            {
                columns[k * IContextPages.Size + r] = rows[(first + r) * dimension + k];
            }
        }
    }
}
