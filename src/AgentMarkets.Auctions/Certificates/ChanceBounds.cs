namespace AgentMarkets.Auctions.Certificates;

/// <summary>Payoff bounds where a bid buys a chance to win, and the higher the type the more a win is worth.</summary>
internal abstract class ChanceBounds(IChanceBand band, Stakes stakes) : PayoffBounds
{
    protected IChanceBand Band { get; } = band;

    protected Stakes Stakes { get; } = stakes;

    public override double Lower(Between types, Between bids)
    {
        var options = Stakes.Options;
        double least = !options.CanWin(bids.Low) ? 0
            : bids.Low == bids.High ? Band.Tied(bids.Low).Low : Band.Below(bids.Low).Low;
        double most = !options.CanWin(bids.High) ? 0
            : bids.Low == bids.High ? Band.Tied(bids.High).High : Band.UpTo(bids.High).High;
        return Lower(types.Low, bids, new Between(least, most));
    }

    /// <param name="type">The lowest: higher ones get no less.</param>
    /// <param name="chance">The least and the greatest chance to win with these bids.</param>
    protected abstract double Lower(double type, Between bids, Between chance);
}
