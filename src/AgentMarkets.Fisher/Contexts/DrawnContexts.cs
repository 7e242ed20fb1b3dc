using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>Contexts whose entries are independent draws of one law, the same for buyers and goods; Y_j = n.</summary>
/// <remarks>
/// Buyer i is row i % 256 of page i / 256 of the stream <c>contexts</c>, good j likewise of the stream <c>goods</c>:
/// so neither depends on how many buyers or goods there are, nor on who draws them.
/// </remarks>
public abstract class DrawnContexts(int dimension) : IContexts
{
    private static readonly ActorId Drawer = new("buyers", 1);

    public int Dimension => dimension;

    /// <summary>Turns uniform draws on [0,1) with 53 bits into as many entries of contexts.</summary>
    /// <param name="uniform">A multiple of 256.</param>
    /// <param name="entries">As many; each of the law, all independent.</param>
    public abstract void Transform(ReadOnlySpan<double> uniform, Span<float> entries);

    public IMarket Open(ulong seed, long buyers, int goods, bool stored)
    {
        var goodPages = new DrawnPages(this, StreamKey.Of(seed, Drawer, "goods"));
        var key = StreamKey.Of(seed, Drawer, "contexts");
        double[] supply = new double[goods];
        Array.Fill(supply, buyers);
        return new ContextMarket(buyers, supply, FirstRows(goodPages, goods), () => new DrawnPages(this, key), null,
            stored, isDrawn: true);
    }

    private static GoodContexts FirstRows(DrawnPages pages, int count)
    {
        int d = pages.Dimension;
        var values = new float[count * d];
        var columns = new float[d * IContextPages.Size];
        for (int row = 0; row < count; row++)
        {
            if (row % IContextPages.Size == 0)
            {
                pages.Read(row / IContextPages.Size, columns);
            }
            for (int k = 0; k < d; k++)
            {
                values[row * d + k] = columns[k * IContextPages.Size + row % IContextPages.Size];
            }
        }
        return new GoodContexts(d, values);
    }
}
