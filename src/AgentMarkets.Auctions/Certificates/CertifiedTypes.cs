namespace AgentMarkets.Auctions.Certificates;

/// <summary>Types between which cells of types are made, and what the cells weigh; or single types.</summary>
/// <param name="Types">[T], ascending.</param>
/// <param name="Mass">[T - 1]: the probability of each cell; where types are single ones [T], theirs.</param>
/// <param name="Far">[T - 1]: how far from its lower end a type of the cell lies on average, at least and at most, as a
/// part of the cell's width, times the cell's probability.</param>
internal sealed record CertifiedTypes(double[] Types, double[] Mass, Between[] Far)
{
    private const int Parts = 8, MostSingle = 1 << 16;

    private Func<double, double> Cdf { get; init; } = static _ => double.NaN;

    public bool AreSingle => Mass.Length == Types.Length;

    /// <summary>The probability of the types from one to another.</summary>
    public double MassOf(double from, double to) => Cdf(to) - Cdf(from);

    /// <param name="count">About how many cells.</param>
    /// <param name="breaks">Types that must not lie inside a cell.</param>
    public static CertifiedTypes Of(Nature nature, Bidder bidder, int count, IReadOnlyList<double> breaks)
    {
        if (!nature.IsContinuous(bidder))
        {
            var (single, weights) = nature.Grid(bidder, MostSingle);
            return new CertifiedTypes(single, weights, []);
        }
        var (low, high) = nature.Support(bidder);
        double[] types = BidCells.Even(low, high, count, breaks);
        int cells = types.Length - 1;
        var (mass, far) = (new double[cells], new Between[cells]);
        bool isUniform = bidder.Prior is Priors.Uniform;
        for (int j = 0; j < cells; j++)
        {
            double before = nature.Cdf(bidder, types[j]), upTo = nature.Cdf(bidder, types[j + 1]);
            mass[j] = upTo - before;
            // E[(v - v_j)/width; cell] = F(v_(j+1)) - the mean of F over the cell, between its left and right values.
            double mean = 0;
            for (int p = 0; p < Parts; p++)
            {
                mean += nature.Cdf(bidder, types[j] + (types[j + 1] - types[j]) * p / Parts) / Parts;
            }
            far[j] = isUniform ? Between.Exactly(mass[j] / 2) : new Between(upTo - mean - mass[j] / Parts, upTo - mean);
        }
        return new CertifiedTypes(types, mass, far) { Cdf = type => nature.Cdf(bidder, type) };
    }

    /// <summary>The mean over all types of a function that is given at the ends of cells, and at most linear between
    /// them; at most.</summary>
    /// <param name="isLevel">Whether over a cell it may be what it is at the higher end.</param>
    public double MeanAtMost(double[] values, bool isLevel)
    {
        double sum = 0;
        for (int j = 0; j < Mass.Length; j++)
        {
            sum += Mass[j] * values[j];
            if (!AreSingle)
            {
                double rise = values[j + 1] - values[j];
                sum += isLevel ? Mass[j] * Math.Max(0, rise) : rise * (rise > 0 ? Far[j].High : Far[j].Low);
            }
        }
        return sum;
    }

    /// <summary>The types in the middle of the cells; single types themselves. [Mass].</summary>
    public double[] Middles => AreSingle ? Types
        : [.. Types.Zip(Types.Skip(1), (from, to) => from + (to - from) / 2)];

    /// <summary>The mean of what is given for every cell: an estimate.</summary>
    public double Mean(double[] values)
    {
        double sum = 0;
        for (int j = 0; j < Mass.Length; j++)
        {
            sum += Mass[j] * values[j];
        }
        return sum;
    }
}
