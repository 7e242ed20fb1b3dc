using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The law of the highest rival bid where it is known without sampling.</summary>
/// <remarks>For rules in which the third highest bid does not count.</remarks>
internal sealed class ExactRivals : IRivals
{
    // The best of so many bids is within (h^2/4) U'' of the best of all: 3e-8 for values of order 1.
    private const int GridSize = 2049;

    private readonly ItemPrice _price;
    private readonly ItemOptions _options;
    private readonly IHighestBidLaw _law;
    private readonly int _gridSize;
    // Made when it is asked for: a table that only asks what its own bids meet does without.
    private readonly Lazy<(double[] Bids, Met[] Above, double[] Integral)> _grid;
    private List<RivalGame>? _games;

    public ExactRivals(OneItem rule, int bidder, IReadOnlyList<(int Bidder, IBidLaw Law)> rivals)
        : this(rule.Price, rule.Options, new IndependentBids(rule.Options.Ties, bidder, rivals))
    {
    }

    public ExactRivals(OneItem rule, IHighestBidLaw law, int gridSize)
        : this(rule.Price, rule.Options, law, gridSize)
    {
    }

    /// <param name="gridSize">Bids worth trying, besides those with a probability of their own.</param>
    public ExactRivals(ItemPrice price, ItemOptions options, IHighestBidLaw law, int gridSize = GridSize)
    {
        (_price, _options, _law, _gridSize) = (price, options, law, gridSize);
        _grid = new(Tabulate);
    }

    private double[] Bids => _grid.Value.Bids;

    public int Count => Bids.Length;

    /// <summary>Each bid of the grid that has a probability of its own, and the middle of each cell.</summary>
    public IReadOnlyList<RivalGame> Games
    {
        get
        {
            if (_games is not null)
            {
                return _games;
            }
            var (bids, above, _) = _grid.Value;
            var games = new List<RivalGame>(2 * bids.Length);
            for (int k = 0; k < bids.Length; k++)
            {
                double bid = bids[k], below = Below(bid), upTo = above[k].Win;
                double before = k == 0 ? 0 : above[k - 1].Win;
                if (below > before)
                {
                    games.Add(new RivalGame(k == 0 ? bid : (bids[k - 1] + bid) / 2, 0, 0, below - before));
                }
                if (upTo > below)
                {
                    games.Add(new RivalGame(bid, 0, (Tied(bid) - below) / (upTo - below), upTo - below));
                }
            }
            return _games = games;
        }
    }

    public double Bid(int k) => Bids[k];

    public Met Above(int k) => _grid.Value.Above[k];

    public Met At(double bid)
    {
        double win = Tied(bid);
        if (_price.Second == 0)
        {
            return new Met(win, 0, 0);
        }
        var (bids, _, integrals) = _grid.Value;
        int cell = Array.BinarySearch(bids, bid);
        cell = cell >= 0 ? cell : Math.Max(0, ~cell - 1);
        double integral = integrals[cell] + Integral(bids[cell], Math.Max(bid, bids[cell]));
        double below = Below(bid);
        return new Met(win, Second(bid, below, integral) + (win - below) * Math.Max(bid, _options.Reserve), 0);
    }

    private (double[] Bids, Met[] Above, double[] Integral) Tabulate()
    {
        double top = _law.Highest;
        double[] grid = [.. Enumerable.Range(0, _gridSize).Select(k => top * k / (_gridSize - 1))];
        var atoms = _law.Atoms.Where(b => b > 0 && b <= top).ToArray();
        double[] bids = atoms.Length == 0 ? grid : [.. grid.Concat(atoms).Distinct().Order()];
        var integral = new double[bids.Length];
        var above = new Met[bids.Length];
        for (int k = 0; k < bids.Length; k++)
        {
            integral[k] = k == 0 || _price.Second == 0 ? 0 : integral[k - 1] + Integral(bids[k - 1], bids[k]);
            double win = UpTo(bids[k]);
            above[k] = new Met(win, Second(bids[k], win, integral[k]), 0);
        }
        return (bids, above, integral);
    }

    /// <summary>E[max(m, rho); m below b] = b F(b) - integral of F from rho to b, where b is at least rho.</summary>
    private double Second(double bid, double win, double integral) =>
        bid >= _options.Reserve ? bid * win - integral : _options.Reserve * win;

    /// <summary>The integral of F_m from a to b over what lies above the reserve price, by Simpson's rule.</summary>
    private double Integral(double a, double b)
    {
        double low = Math.Max(a, _options.Reserve);
        return b <= low ? 0 : (b - low) / 6 * (UpTo(low) + 4 * UpTo((low + b) / 2) + Below(b));
    }

    private double UpTo(double bid) => _law.UpTo(bid);

    private double Below(double bid) => _law.Below(bid);

    private double Tied(double bid) => _law.Tied(bid);
}
