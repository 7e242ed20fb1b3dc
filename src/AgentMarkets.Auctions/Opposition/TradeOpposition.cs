using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a buyer or a seller faces: a sample of the other's offers, sorted; equality trades.</summary>
/// <remarks>
/// With w the weight of the own offer b in the price, T the other's: a buyer gets v n(b) - w b n(b) - (1-w) S(b) over T
/// of at most b, a seller the same with signs reversed over T of at least b. Lines in the value or cost.
/// </remarks>
internal sealed class TradeOpposition : IOpposition
{
    private const int GamesKept = 1 << 13;

    private readonly bool _buys;
    private readonly double _weight;
    private readonly SortedSums _sample;

    public TradeOpposition(bool buys, double weight, double[] statistic)
    {
        // Sorted here, so a copy: who measures sampling errors cuts the sample afterwards.
        // A seller sees everything with signs reversed: asks fall where a buyer's bids rise.
        (_buys, _weight, _sample) = (buys, weight, new SortedSums([.. statistic.Select(t => buys ? t : -t)]));
    }

    private double[] Offers => _sample.Values;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double b = Signed(bid[0]);
        int trades = _sample.Below(b, orEqual: true);
        win[0] = (double)trades / Offers.Length;
        return _weight * b * win[0] + (1 - _weight) * _sample.Sum(trades) / Offers.Length;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        Span<double> win = stackalloc double[1];
        double paid = Fare(bid, win);
        if (utility.IsQuasiLinear)
        {
            return win[0] * worth[0] - cost * paid;
        }
        double b = Signed(bid[0]), sum = 0;
        int kept = Math.Min(Offers.Length, GamesKept);
        for (int j = 0; j < kept; j++)
        {
            double other = Offers[(int)((2L * j + 1) * Offers.Length / (2 * kept))];
            sum += other > b ? utility.Lost(0)
                : utility.Won(worth[0], cost * (_weight * b + (1 - _weight) * other));
        }
        return sum / kept;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        if (!utility.IsQuasiLinear || !cost.IsEmpty)
        {
            double top = 1.05 * Math.Max(Math.Abs(Offers[0]), Math.Abs(Offers[^1]));
            new BidSearch(this, 1, [(0, top)]).Best(worth, cost, utility, best, bids);
            return;
        }
        // Not to trade: a buyer offers nothing; a seller asks for more than any bid.
        var envelope = new UpperEnvelope(Offers.Length + 1);
        envelope.Add(0, 0, _buys ? Math.Min(0, Offers[0]) : Offers[0] - 1);
        for (int s = 0; s < Offers.Length; s++)
        {
            if (s + 1 == Offers.Length || Offers[s + 1] != Offers[s])
            {
                double win = (s + 1.0) / Offers.Length;
                envelope.Add(win,
                    -_weight * Offers[s] * win - (1 - _weight) * _sample.Sum(s + 1) / Offers.Length, Offers[s]);
            }
        }
        envelope.Highest(worth, best, bids);
        for (int t = 0; t < bids.Length; t++)
        {
            bids[t] = Signed(bids[t]);
        }
    }

    private double Signed(double offer) => _buys ? offer : -offer;
}
