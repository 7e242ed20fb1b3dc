namespace AgentMarkets.Fisher.Passes;

/// <summary>Some buyers, unpacked: every valuation as a 64-bit number in columns, so that buyer i and good j are at
/// j * <see cref="Stride"/> + i.</summary>
/// <remarks>It is a buffer that is filled again and again; what stands beyond its rows is padding: budget 0,
/// log valuation 0.</remarks>
public sealed class BuyerChunk
{
    /// <param name="capacity">The most rows it can hold.</param>
    /// <param name="dimension">Entries of a context; 0 where there are none.</param>
    public BuyerChunk(int capacity, int goods, int dimension)
    {
        (Capacity, Goods, Dimension) = (capacity, goods, dimension);
        Stride = (capacity + 15) / 16 * 16;
        LogValuations = new double[Stride * goods];
        Budgets = new double[Stride];
        Contexts = new float[Stride * dimension];
        Numbers = new long[Stride];
    }

    public int Capacity { get; }

    public int Goods { get; }

    public int Dimension { get; }

    /// <summary>Numbers from one column to the next; a multiple of 16.</summary>
    public int Stride { get; }

    /// <summary>Buyers that are there.</summary>
    public int Rows { get; set; }

    /// <summary>L_ij = log v_ij, [m, Stride]; minus infinity outside the support.</summary>
    public double[] LogValuations { get; }

    /// <summary>B_i, [Stride].</summary>
    public double[] Budgets { get; }

    /// <summary>b_i, [Stride, d] by rows, 32-bit as a network reads them.</summary>
    public float[] Contexts { get; }

    /// <summary>The numbers of the buyers within the market, [Stride].</summary>
    public long[] Numbers { get; }
}
