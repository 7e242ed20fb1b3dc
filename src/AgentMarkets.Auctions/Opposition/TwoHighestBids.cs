using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The joint law of the highest and the second highest of independent bids, m and t, known without
/// sampling.</summary>
/// <remarks>
/// For y below b, all n rivals bid less than b and at most one of them more than y with
///   P(m below b, t at most y) = sum_j F_j(b) B_j(y) - (n - 1) A(y)      A = prod_i F_i, B_j = prod_(i not j) F_i
/// so that E[max(t, rho); m below b] = b A(b) - sum_j F_j(b) I_j(b) + (n - 1) I(b), with the integrals of B_j and A
/// from the reserve price rho to b: all of one variable.
/// </remarks>
internal sealed class TwoHighestBids
{
    private readonly TieRule _ties;
    private readonly int _bidder;
    private readonly (int Bidder, IBidLaw Law)[] _rivals;
    private readonly double _reserve;
    private readonly double[] _cdfs;
    // [cell, n + 1]: integrals of B_1, ..., B_n and A up to the beginning of the cell.
    private readonly double[][] _integrals;

    /// <param name="breaks">Bids at which laws bend or jump.</param>
    /// <param name="cells">About how many, besides.</param>
    public TwoHighestBids(TieRule ties, int bidder, IReadOnlyList<(int Bidder, IBidLaw Law)> rivals, double reserve,
        IEnumerable<double> breaks, int cells)
    {
        (_ties, _bidder, _rivals, _reserve) = (ties, bidder, [.. rivals], reserve);
        Highest = Math.Max(reserve, rivals.Max(rival => rival.Law.Highest));
        Atoms = [.. rivals.SelectMany(rival => rival.Law.Atoms).Distinct().Order()];
        var inside = breaks.Concat(Atoms).Where(b => b > reserve && b < Highest);
        Width = (Highest - reserve) / cells;
        Cells = [.. Enumerable.Range(0, cells).Select(k => reserve + Width * k).Concat(inside).Append(Highest)
            .Distinct().Order()];
        _cdfs = new double[_rivals.Length];
        _integrals = new double[Cells.Length][];
        _integrals[0] = new double[_rivals.Length + 1];
        for (int k = 1; k < Cells.Length; k++)
        {
            _integrals[k] = [.. _integrals[k - 1]];
            AddIntegrals(Cells[k - 1], Cells[k], _integrals[k]);
        }
    }

    /// <summary>From the reserve price to the highest bid; what bids at their ends meet is found fastest.</summary>
    public double[] Cells { get; }

    /// <summary>The highest bid that any rival may make, or the reserve price.</summary>
    public double Highest { get; }

    /// <summary>Bids with a probability of their own, ascending.</summary>
    public IReadOnlyList<double> Atoms { get; }

    /// <summary>Of cells at most. Means are off by no more, whatever the law: the integrand rises from 0 to 1 at
    /// most.</summary>
    public double Width { get; }

    /// <summary>What is met where all rivals bid less: P(m below b), and E[max(t, rho)] there.</summary>
    public Met Below(double bid) => Meet(bid, static (law, b) => law.Below(b));

    /// <summary>Where none bids more.</summary>
    public Met UpTo(double bid) => Meet(bid, static (law, b) => law.UpTo(b));

    /// <summary>Where the bid wins, ties shared by the rule. With two or more that tie t is the bid itself.</summary>
    public Met Tied(double bid)
    {
        var met = Below(bid);
        double win = new IndependentBids(_ties, _bidder, _rivals).Tied(bid), alone = 0, third = 0;
        for (int j = 0; j < _rivals.Length; j++)
        {
            var (number, law) = _rivals[j];
            double tie = Share(number) * (law.UpTo(bid) - law.Below(bid));
            if (tie != 0)
            {
                double others = Others(j, bid);
                alone += tie * others;
                third += tie * (bid * others - Integral(j, bid));
            }
        }
        return new Met(win, 0, met.Third + third + bid * (win - met.Win - alone));
    }

    private double Share(int rival) => _ties switch
    {
        TieRule.Lowest => _bidder < rival ? 1 : 0,
        TieRule.Nobody => 0,
        _ => 0.5,
    };

    private Met Meet(double bid, Func<IBidLaw, double, double> law)
    {
        double all = 1;
        foreach (var (_, rival) in _rivals)
        {
            all *= law(rival, bid);
        }
        if (bid <= _reserve || all == 0)
        {
            return new Met(all, 0, _reserve * all);
        }
        double[] integrals = Integrals(bid);
        double paid = bid * all + (_rivals.Length - 1) * integrals[^1];
        for (int j = 0; j < _rivals.Length; j++)
        {
            paid -= law(_rivals[j].Law, bid) * integrals[j];
        }
        return new Met(all, 0, paid);
    }

    /// <summary>P(all but one bid less).</summary>
    private double Others(int but, double bid)
    {
        double product = 1;
        for (int i = 0; i < _rivals.Length; i++)
        {
            product *= i == but ? 1 : _rivals[i].Law.Below(bid);
        }
        return product;
    }

    private double Integral(int j, double bid) => bid <= _reserve ? 0 : Integrals(bid)[j];

    private double[] Integrals(double bid)
    {
        int found = Array.BinarySearch(Cells, bid);
        if (found >= 0)
        {
            return _integrals[found];
        }
        double[] sums = [.. _integrals[~found - 1]];
        AddIntegrals(Cells[~found - 1], bid, sums);
        return sums;
    }

    /// <summary>Over a cell without breaks inside.</summary>
    private void AddIntegrals(double from, double to, double[] sums)
    {
        foreach (var (node, weight) in GaussLegendre.Eight)
        {
            double y = from + node * (to - from), part = weight * (to - from);
            for (int i = 0; i < _cdfs.Length; i++)
            {
                _cdfs[i] = _rivals[i].Law.UpTo(y);
            }
            for (int j = 0; j <= _cdfs.Length; j++)
            {
                double product = 1;
                for (int i = 0; i < _cdfs.Length; i++)
                {
                    product *= i == j ? 1 : _cdfs[i];
                }
                sums[j] += part * product;
            }
        }
    }
}
