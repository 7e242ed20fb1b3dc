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
    public double Slope => Own + Second - (LosersPay ? 1 : 0);

    public static Stakes Of(OneItem rule) =>
        new(rule.Price.Own, rule.Price.Second, rule.Price.LosersPay, rule.Options);

    /// <summary>Contests are won by chance, and everybody pays.</summary>
    public static Stakes Contest { get; } = new(1, 0, true, new ItemOptions { ZeroWins = true });

    /// <summary>What a bid pays for sure, won or lost.</summary>
    public double Sure(double bid) =>
        (LosersPay ? Math.Max(0, bid) : 0) + (Options.TakesPart(bid) ? Options.EntryFee : 0);

    /// <summary>Whether the bounds of docs/certificates.md hold: a winner's payment never falls in its bid, and where
    /// losers pay the winner pays its bid, less a part of what it is above the next.</summary>
    public bool AreBounded => Own >= 0 && Second >= 0 && (!LosersPay || (Own <= 1 && Math.Abs(Slope) < 1e-12));
}
