using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The law of the highest rival bid where that of every rival's bid is known: F_m = product of F_j.</summary>
/// <remarks>Rivals are independent. For rules in which the third highest bid does not count.</remarks>
internal sealed class ExactRivals : IRivals
{
    // The best of so many bids is within (h^2/4) U'' of the best of all: 3e-8 for values of order 1.
    private const int GridSize = 2049;
    private const int GamesKept = 1 << 13;

    // Nodes and weights of Gauss and Legendre on [0,1]; exact for up to 15 tied rivals, and close beyond.
    private static readonly (double Node, double Weight)[] Quadrature = GaussLegendre.OnUnit(8);

    private readonly OneItem _rule;
    private readonly int _bidder;
    private readonly IReadOnlyList<(int Bidder, IBidLaw Law)> _rivals;
    // Made when it is asked for: a table that only asks what its own bids meet does without.
    private readonly Lazy<(double[] Bids, Met[] Above, double[] Integral)> _grid;

    public ExactRivals(OneItem rule, int bidder, IReadOnlyList<(int Bidder, IBidLaw Law)> rivals)
    {
        (_rule, _bidder, _rivals) = (rule, bidder, rivals);
        _grid = new(Tabulate);
    }

    private double[] Bids => _grid.Value.Bids;

    public int Count => Bids.Length;

    public IReadOnlyList<(double Second, double Third, double Share)> Games
    {
        get
        {
            var games = new (double, double, double)[GamesKept];
            var (bids, above, _) = _grid.Value;
            for (int s = 0, k = 0; s < GamesKept; s++)
            {
                double u = (s + 0.5) / GamesKept;
                while (k + 1 < bids.Length && above[k].Win < u)
                {
                    k++;
                }
                // Between two bids of the grid along a line; at an atom the bid itself.
                double before = k == 0 ? 0 : Below(bids[k]), from = k == 0 ? 0 : above[k - 1].Win;
                double part = before > from ? Math.Clamp((u - from) / (before - from), 0, 1) : 1;
                double low = k == 0 ? 0 : bids[k - 1];
                games[s] = (low + part * (bids[k] - low), 0, 0);
            }
            return games;
        }
    }

    public double Bid(int k) => Bids[k];

    public Met Above(int k) => _grid.Value.Above[k];

    public Met At(double bid)
    {
        double win = Tied(bid);
        if (_rule.Price.Second == 0)
        {
            return new Met(win, 0, 0);
        }
        var (bids, _, integrals) = _grid.Value;
        int cell = Array.BinarySearch(bids, bid);
        cell = cell >= 0 ? cell : Math.Max(0, ~cell - 1);
        double integral = integrals[cell] + Integral(bids[cell], Math.Max(bid, bids[cell]));
        double below = Below(bid);
        return new Met(win, Second(bid, below, integral) + (win - below) * Math.Max(bid, _rule.Options.Reserve), 0);
    }

    private (double[] Bids, Met[] Above, double[] Integral) Tabulate()
    {
        double top = _rivals.Max(rival => rival.Law.Highest);
        double[] grid = [.. Enumerable.Range(0, GridSize).Select(k => top * k / (GridSize - 1))];
        var atoms = _rivals.SelectMany(rival => rival.Law.Atoms).Where(b => b > 0 && b <= top).ToArray();
        double[] bids = atoms.Length == 0 ? grid : [.. grid.Concat(atoms).Distinct().Order()];
        var integral = new double[bids.Length];
        var above = new Met[bids.Length];
        for (int k = 0; k < bids.Length; k++)
        {
            integral[k] = k == 0 ? 0 : integral[k - 1] + Integral(bids[k - 1], bids[k]);
            double win = UpTo(bids[k]);
            above[k] = new Met(win, Second(bids[k], win, integral[k]), 0);
        }
        return (bids, above, integral);
    }

    /// <summary>E[max(m, rho); m below b] = b F(b) - integral of F from rho to b, where b is at least rho.</summary>
    private double Second(double bid, double win, double integral) =>
        bid >= _rule.Options.Reserve ? bid * win - integral : _rule.Options.Reserve * win;

    /// <summary>The integral of F_m from a to b over what lies above the reserve price, by Simpson's rule.</summary>
    private double Integral(double a, double b)
    {
        double low = Math.Max(a, _rule.Options.Reserve);
        return b <= low ? 0 : (b - low) / 6 * (UpTo(low) + 4 * UpTo((low + b) / 2) + Below(b));
    }

    private double UpTo(double bid)
    {
        double product = 1;
        foreach (var (_, law) in _rivals)
        {
            product *= law.UpTo(bid);
        }
        return product;
    }

    private double Below(double bid)
    {
        double product = 1;
        foreach (var (_, law) in _rivals)
        {
            product *= law.Below(bid);
        }
        return product;
    }

    /// <summary>
    /// split: the integral over t in [0,1] of prod_j (P(b_j below b) + t P(b_j = b)), since that of t^k is 1/(k+1);
    /// lowest: rivals with a higher number are beaten at a tie; nobody: none is.
    /// </summary>
    private double Tied(double bid)
    {
        switch (_rule.Options.Ties)
        {
            case TieRule.Nobody:
                return Below(bid);
            case TieRule.Lowest:
                return _rivals.Aggregate(1.0, (product, rival) =>
                    product * (rival.Bidder < _bidder ? rival.Law.Below(bid) : rival.Law.UpTo(bid)));
        }
        double below = Below(bid);
        if (below == UpTo(bid))
        {
            return below;
        }
        double sum = 0;
        foreach (var (t, weight) in Quadrature)
        {
            double product = weight;
            foreach (var (_, law) in _rivals)
            {
                double under = law.Below(bid);
                product *= under + t * (law.UpTo(bid) - under);
            }
            sum += product;
        }
        return sum;
    }
}
