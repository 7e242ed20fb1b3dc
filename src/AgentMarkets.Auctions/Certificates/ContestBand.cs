using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Bounds on the chance to win a contest, X(b) = E g(b)/(g(b) + S), from a sample of the others' impacts
/// S.</summary>
/// <remarks>
/// g(b)/(g(b) + S) falls in S from 1 to 0 or less far, so X is off by at most the distance of the law of S, which is
/// that of Dvoretzky, Kiefer and Wolfowitz. The sample is put into blocks of equal size in its order: with the least S
/// of each block X reads too high, with the greatest too low.
/// </remarks>
internal sealed class ContestBand : IChanceBand
{
    private const int Blocks = 1 << 12;

    private readonly Contest _rule;
    private readonly double _evenly;
    private readonly double _distance;
    private readonly (double Log, double Weight)[] _least, _greatest;

    /// <param name="logs">[H]: ln S; are sorted in place.</param>
    /// <param name="distance">How far the law of S may be off at most; 0 where all impacts are known.</param>
    public ContestBand(Contest rule, int bidders, double[] logs, double distance)
    {
        (_rule, _evenly, _distance) = (rule, 1.0 / bidders, distance);
        Array.Sort(logs);
        int blocks = Math.Min(Blocks, logs.Length);
        (_least, _greatest) = (new (double, double)[blocks], new (double, double)[blocks]);
        for (int k = 0; k < blocks; k++)
        {
            int from = (int)((long)k * logs.Length / blocks), to = (int)((long)(k + 1) * logs.Length / blocks);
            double weight = (double)(to - from) / logs.Length;
            (_least[k], _greatest[k]) = ((logs[from], weight), (logs[to - 1], weight));
        }
    }

    private ContestBand(ContestBand band)
    {
        (_rule, _evenly, _distance) = (band._rule, band._evenly, 0);
        (_least, _greatest) = (band._least, band._greatest);
    }

    public double Enough => double.PositiveInfinity;

    public IChanceBand Estimate => new ContestBand(this);

    public Between Below(double bid) => Tied(bid);

    /// <summary>A bid just above 0 beats all who have no impact.</summary>
    public Between UpTo(double bid) => bid > 0 || _rule.LogImpact(0) > double.NegativeInfinity ? Tied(bid)
        : Widened(Unopposed(_greatest), Unopposed(_least));

    public Between Tied(double bid) => Widened(Chance(_greatest, bid), Chance(_least, bid));

    public Between Integral(double bid) => default;

    public double[] Cells(double low, double high, int count)
    {
        // Chances change fastest close to 0: half of the cells lie there in a scale of their own.
        int half = Math.Min(count, 1 << 12) / 2;
        return BidCells.Even(low, high, half, Enumerable.Range(0, half + 1)
            .Select(k => low + (high - low) * ((double)k / half) * ((double)k / half)));
    }

    private Between Widened(double low, double high) =>
        new(Math.Max(0, low - _distance), Math.Min(1, high + _distance));

    private static double Unopposed((double Log, double Weight)[] blocks) =>
        blocks.Sum(block => block.Log == double.NegativeInfinity ? block.Weight : 0);

    private double Chance((double Log, double Weight)[] blocks, double bid)
    {
        double own = _rule.LogImpact(Math.Max(0, bid)), sum = 0;
        foreach (var (others, weight) in blocks)
        {
            sum += weight * (own == double.NegativeInfinity ? (others == own ? _evenly : 0)
                : 1 / (1 + Math.Exp(others - own)));
        }
        return sum;
    }
}
