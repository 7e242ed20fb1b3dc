using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The chance of each prize against independent bids, without sampling.</summary>
/// <remarks>P(n rivals bid more and t the same), rival by rival: each is above, level or below with the chances of its
/// own law (Poisson 1837, section 3, with three outcomes). Of ranks n+1, ..., n+t+1 each is as likely as any
/// other.</remarks>
internal sealed class ExactRanks : IRankLaw
{
    private const int GridSize = 2049;

    private readonly TieRule _ties;
    private readonly int _bidder;
    private readonly (int Bidder, IBidLaw Law)[] _rivals;
    private readonly Lazy<double[]> _bids;

    public ExactRanks(TieRule ties, int bidder, IReadOnlyList<(int Bidder, IBidLaw Law)> rivals)
    {
        (_ties, _bidder, _rivals) = (ties, bidder, [.. rivals]);
        Highest = rivals.Max(rival => rival.Law.Highest);
        _bids = new(() => [.. Enumerable.Range(0, GridSize).Select(k => Highest * k / (GridSize - 1))
            .Concat(Atoms.Where(b => b > 0 && b <= Highest)).Distinct().Order()]);
    }

    public double[] Bids => _bids.Value;

    /// <summary>The highest bid that any rival may make.</summary>
    public double Highest { get; }

    /// <summary>Bids that may have a probability of their own.</summary>
    public IEnumerable<double> Atoms => _rivals.SelectMany(rival => rival.Law.Atoms);

    public void Win(double bid, bool above, Span<double> win)
    {
        win.Clear();
        // With n rivals above and t level: P at [n, t].
        var chances = new double[_rivals.Length + 1, _rivals.Length + 1];
        chances[0, 0] = 1;
        for (int j = 0; j < _rivals.Length; j++)
        {
            var (number, law) = _rivals[j];
            double more = 1 - law.UpTo(bid), level = above ? 0 : law.UpTo(bid) - law.Below(bid);
            bool isFirst = _ties == TieRule.Lowest && number < _bidder, isLast = _ties == TieRule.Lowest && !isFirst;
            (more, level) = isFirst ? (more + level, 0) : isLast ? (more, 0) : (more, level);
            Add(chances, j, more, level);
        }
        for (int n = 0; n <= _rivals.Length; n++)
        {
            for (int t = 0; n + t <= _rivals.Length; t++)
            {
                // Where nobody wins at ties, whoever ties wins nothing.
                double each = chances[n, t] == 0 || (_ties == TieRule.Nobody && t > 0) ? 0 : chances[n, t] / (t + 1);
                for (int k = n; each > 0 && k <= n + t && k < win.Length; k++)
                {
                    win[k] += each;
                }
            }
        }
    }

    /// <summary>The chance of each prize where rivals at the bid itself are lost to: the limit from below.</summary>
    public void WinBelow(double bid, Span<double> win)
    {
        win.Clear();
        var chances = new double[_rivals.Length + 1, 1];
        chances[0, 0] = 1;
        for (int j = 0; j < _rivals.Length; j++)
        {
            double less = _rivals[j].Law.Below(bid);
            for (int n = j + 1; n >= 0; n--)
            {
                chances[n, 0] = chances[n, 0] * less + (n > 0 ? chances[n - 1, 0] * (1 - less) : 0);
            }
        }
        for (int n = 0; n < win.Length && n <= _rivals.Length; n++)
        {
            win[n] = chances[n, 0];
        }
    }

    /// <summary>One rival more.</summary>
    private static void Add(double[,] chances, int rivals, double more, double level)
    {
        for (int n = rivals + 1; n >= 0; n--)
        {
            for (int t = rivals + 1 - n; t >= 0; t--)
            {
                chances[n, t] = chances[n, t] * (1 - more - level) + (n > 0 ? chances[n - 1, t] * more : 0)
                    + (t > 0 ? chances[n, t - 1] * level : 0);
            }
        }
    }
}
