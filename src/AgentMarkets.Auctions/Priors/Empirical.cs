using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors;

/// <summary>Types are drawn from a file's values, each as likely as its weight says.</summary>
/// <remarks>docs/auctions.md, 5. A wide file is drawn row by row, so the columns keep their
/// correlation.</remarks>
[Card("empirical", "Types are drawn from the values of a file.", "docs/auctions.md, 5")]
public sealed class Empirical : IPrior
{
    private readonly ValueSample _sample;
    private readonly bool _interpolate;

    public Empirical(Settings settings)
    {
        _sample = ValueSample.Read(settings.File, settings.ByBidder, new Problems(settings.File.Path))
            ?? throw new ArgumentException($"{settings.File.Path} was not checked before it was used.");
        _interpolate = settings.Interpolate && !IsJoint;
    }

    public sealed record Settings : IChecked
    {
        [Setting("The file: a column value (and bidder, weight if wanted), or one column a bidder and one row an "
            + "auction.")]
        public required DataFile File { get; init; }

        [Setting("Whether every name in the column bidder has a distribution of its own.")]
        public bool ByBidder { get; init; }

        [Setting("Whether values between those of the file are possible too, along the piecewise-linear quantiles.")]
        public bool Interpolate { get; init; }

        public void Check(Problems problems, Place place)
        {
            var sample = ValueSample.Read(File, ByBidder, problems);
            if (Interpolate && sample is not null
                && (sample.Layout == ValueLayout.Wide || sample.Columns.Any(c => c.IsWeighted)))
            {
                problems.Add(place.Of("interpolate"), "true", "is for files with the column value and without weights: "
                    + "between rows of several columns, or of different weight, there is nothing to interpolate");
            }
        }
    }

    public int? Bidders => _sample.Layout == ValueLayout.Pooled ? null : _sample.Columns.Count;

    public bool IsJoint => _sample.Layout == ValueLayout.Wide;

    public bool IsContinuous => _interpolate && _sample.Columns.All(c => c.IsDistinct);

    /// <summary>Rows without a value, which were skipped.</summary>
    public int Skipped => _sample.Skipped;

    /// <summary>Rows of the file that count.</summary>
    internal int RowCount => _sample.Columns[0].Values.Length;

    /// <summary>The mean over rows of the row's highest value; for a wide file.</summary>
    internal double MeanRowMaximum() => Enumerable.Range(0, RowCount)
        .Average(row => _sample.Columns.Max(column => column.Values[row]));

    public void Quantile(int bidder, Span<float> u)
    {
        var column = Of(bidder);
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = (float)column.Quantile(u[k], _interpolate);
        }
    }

    public void Quantile(int bidder, Span<double> u)
    {
        var column = Of(bidder);
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = column.Quantile(u[k], _interpolate);
        }
    }

    public double Cdf(int bidder, double v) => Of(bidder).Cdf(v, _interpolate);

    public double Density(int bidder, double v) => IsContinuous ? Of(bidder).InterpolatedDensity(v) : double.NaN;

    public (double Low, double High) Support(int bidder) => (Of(bidder).Values.Min(), Of(bidder).Values.Max());

    public (double[] Types, double[] Weights) Grid(int bidder, int size) => Of(bidder).Grid(size, _interpolate);

    /// <summary>Where the slope of the distribution function changes, or it jumps: the values of the file.</summary>
    internal double[] Kinks(int bidder) => Of(bidder).Values;

    private ValueColumn Of(int bidder) => _sample.Columns[_sample.Layout == ValueLayout.Pooled ? 0 : bidder - 1];
}
