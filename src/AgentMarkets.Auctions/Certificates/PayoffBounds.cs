namespace AgentMarkets.Auctions.Certificates;

/// <summary>What a type can get at most by any bid, and what a bid gets at least.</summary>
/// <remarks>docs/certificates.md, 1.</remarks>
internal abstract class PayoffBounds(IChanceBand band, Stakes stakes)
{
    protected IChanceBand Band { get; } = band;

    protected Stakes Stakes { get; } = stakes;

    /// <summary>Whether the upper bound lies below its chord between any two types.</summary>
    public abstract bool IsConvex { get; }

    /// <summary>U+(v): no bid whatever gets more, under any law in the band.</summary>
    /// <param name="types">[T], ascending.</param>
    public abstract double[] Upper(double[] types);

    /// <summary>The most that a bid which was tried gets, and that bid.</summary>
    /// <inheritdoc cref="Upper"/>
    public abstract (double[] Best, double[] Bids) Found(double[] types);

    /// <summary>What types from <paramref name="type"/> on get at least with bids in a range.</summary>
    public double Lower(double type, Between bids)
    {
        var options = Stakes.Options;
        double least = !options.CanWin(bids.Low) ? 0
            : bids.Low == bids.High ? Band.Tied(bids.Low).Low : Band.Below(bids.Low).Low;
        double most = !options.CanWin(bids.High) ? 0
            : bids.Low == bids.High ? Band.Tied(bids.High).High : Band.UpTo(bids.High).High;
        return Lower(type, bids, new Between(least, most));
    }

    /// <param name="chance">The least and the greatest chance to win with these bids.</param>
    protected abstract double Lower(double type, Between bids, Between chance);

    /// <summary>Whether types between two get at least what the lower one gets, where the bid moves on a straight
    /// line.</summary>
    /// <param name="first">The lower type and its bid.</param>
    /// <param name="last">The higher one and its own.</param>
    public abstract bool NeverFalls((double Type, double Bid) first, (double Type, double Bid) last);
}
