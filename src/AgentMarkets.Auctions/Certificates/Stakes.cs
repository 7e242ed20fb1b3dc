using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>What a bid costs, beside what it wins: U(v, b) = (v - Slope b) Q(b) + Second I(b) - [losers pay] b - the
/// entry fee.</summary>
/// <remarks>
/// I(b) is the integral of F_m from the reserve price to b, and so E[max(m, reserve); m below b] = b Q(b) - I(b):
/// integration by parts in docs/auctions.md, 4.
/// </remarks>
/// <param name="Own">The weight of the own bid in what a winner pays.</param>
/// <param name="Second">The weight of the highest rival bid in it.</param>
/// <param name="LosersPay">Whether who does not win pays its bid.</param>
internal sealed record Stakes(double Own, double Second, bool LosersPay, ItemOptions Options)
{
    /// <summary>How fast what a winner pays may rise in its bid.</summary>
    public double Pace { get; init; } = Own;

    public double Slope => Own + Second - (LosersPay ? 1 : 0);

    public static Stakes Of(OneItem rule) =>
        new(rule.Price.Own, rule.Price.Second, rule.Price.LosersPay, rule.Options);

    /// <summary>Of one bidder; of a seller as seen in a mirror.</summary>
    public static Stakes Of(BayesianGame game, Bidder bidder)
    {
        var anyBid = new ItemOptions { ZeroWins = true };
        return game.Mechanism switch
        {
            OneItem rule => Of(rule),
            MultiUnit { Price: UnitPrice.OwnBid } rule => new Stakes(1, 0, false, rule.Options),
            MultiUnit rule => new Stakes(0, 1, false, rule.Options),
            Llg { Payment: LlgPayment.FirstPrice } => new Stakes(1, 0, false, anyBid),
            // What a local pays under a core rule rises no faster than its bid.
            Llg { IsCore: true } when bidder.Number < 3 => new Stakes(0, 1, false, anyBid) { Pace = 1 },
            Llg => new Stakes(0, 1, false, anyBid),
            DoubleAuction => new Stakes(0, 1, false, anyBid) { Pace = 1 },
            BilateralTrade { K: var k } when bidder.Number == 1 => new Stakes(k, 1 - k, false, anyBid),
            BilateralTrade { K: var k } => new Stakes(1 - k, k, false, anyBid),
            PrizeContest rule => new Stakes(1, 0, true, new ItemOptions { ZeroWins = rule.ZeroWins }),
            _ => new Stakes(1, 0, true, anyBid),
        };
    }

    /// <summary>No bid above it is better than all up to it, with quasi-linear utility.</summary>
    /// <param name="worth">What a win is worth at most.</param>
    public double Top(IChanceBand band, double worth) =>
        LosersPay ? Second == 0 ? Math.Min(band.Enough, worth * band.Most) : band.Enough
            : Slope > 0 ? Math.Min(band.Enough, worth / Slope) : band.Enough;

    /// <summary>What a bid pays for sure, won or lost.</summary>
    public double Sure(double bid) =>
        (LosersPay ? Math.Max(0, bid) : 0) + (Options.TakesPart(bid) ? Options.EntryFee : 0);

    /// <summary>Whether the bounds of docs/certificates.md hold: a winner's payment never falls in its bid, and where
    /// losers pay the winner pays its bid, less a part of what it is above the next.</summary>
    public bool AreBounded => Own >= 0 && Second >= 0 && (!LosersPay || (Own <= 1 && Math.Abs(Slope) < 1e-12));
}
