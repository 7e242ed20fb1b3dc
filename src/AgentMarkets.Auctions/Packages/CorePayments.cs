using System.Numerics;

namespace AgentMarkets.Auctions.Packages;

/// <summary>What the winners of one allocation pay.</summary>
/// <remarks>
/// Day and Raghavan (2007); Day and Cramton (2012); docs/packages.md, 2 to 5. With the bids in use by
/// <paramref name="welfare"/>. Payments hold every constraint of the core to 1e-11 of W(N) or better.
/// </remarks>
internal sealed class CorePayments(
    PackageGame game, IDeclaredWelfare welfare, PackagePayment rule, bool minimumRevenue, bool generates)
{
    // A coalition that gains less than this by blocking, relative to W(N), does not block.
    private const double Gain = 1e-12;

    private const int MostRounds = 10_000;

    private readonly DualActiveSet _nearest = new(game.Bidders);
    private readonly CoreConstraints _core = new(game.Bidders);
    private readonly int[] _winners = new int[game.Bidders];
    private readonly double[] _bids = new double[game.Bidders];         // b_i of the packages won
    private readonly double[] _alone = new double[game.Bidders];        // h({i}) = b_i - vcg_i
    private readonly double[] _target = new double[game.Bidders];       // z0 = b - q
    private readonly double[] _discounts = new double[game.Bidders];
    private readonly double[] _byBidder = new double[game.Bidders];
    private double _total;
    private int _n;

    /// <summary>Adds a share of the payments of an allocation.</summary>
    /// <param name="allocation">N packages or -1; its declared welfare is <paramref name="total"/>.</param>
    /// <param name="bids">[N, K].</param>
    /// <param name="total">W(N).</param>
    /// <param name="payments">N numbers.</param>
    /// <exception cref="InvalidOperationException">The iteration did not end; the message has the bids.</exception>
    public void Add(ReadOnlySpan<int> allocation, ReadOnlySpan<double> bids, double total, double share,
        Span<double> payments)
    {
        (_n, _total) = (0, total);
        for (int i = 0; i < game.Bidders; i++)
        {
            if (allocation[i] >= 0)
            {
                _bids[_n] = bids[i * game.MostPackages + allocation[i]];
                _winners[_n++] = i;
            }
        }
        Discount(bids);
        for (int j = 0; j < _n; j++)
        {
            payments[_winners[j]] += share * (_bids[j] - _discounts[j]);
        }
    }

    private void Discount(ReadOnlySpan<double> bids)
    {
        if (rule == PackagePayment.FirstPrice)
        {
            Array.Clear(_discounts);
            return;
        }
        for (int j = 0; j < _n; j++)
        {
            // b_i - vcg_i = W(N) - W(N \ i), from 0 to b_i whatever the last bit says
            _alone[j] = Math.Clamp(_total - welfare.Without(1ul << _winners[j]), 0, _bids[j]);
        }
        if (rule == PackagePayment.Vcg)
        {
            _alone.AsSpan(0, _n).CopyTo(_discounts);
            return;
        }
        _core.Clear(_n);
        for (int j = 0; j < _n; j++)
        {
            _core.Add(1ul << j, _alone[j]);
            _target[j] = rule switch
            {
                PackagePayment.NearestVcg => _alone[j],
                PackagePayment.NearestZero => _bids[j],
                _ => 0,
            };
        }
        bool isSolved = generates ? Generate() : Enumerate();
        if (!isSolved)
        {
            throw new InvalidOperationException($"{game.Name}: the core payments were not found, the iteration did "
                + $"not end. Bids {game.Describe(bids)}");
        }
        for (int j = 0; j < _n; j++)
        {
            // vcg <= p <= b to the last bit
            _discounts[j] = Math.Clamp(_discounts[j], 0, _alone[j]);
        }
    }

    private bool Nearest() => _nearest.Solve(_core, _target, minimumRevenue, _total, _discounts);

    // h(S) = W(N) - W(N \ S) for all sets S of two or more winners.
    private bool Enumerate()
    {
        for (ulong set = 1; set < 1ul << _n; set++)
        {
            if (BitOperations.IsPow2(set))
            {
                continue;
            }
            ulong bidders = 0;
            double sum = 0;
            for (ulong rest = set; rest != 0; rest &= rest - 1)
            {
                int j = BitOperations.TrailingZeroCount(rest);
                bidders |= 1ul << _winners[j];
                sum += _alone[j];
            }
            double limit = _total - welfare.Without(bidders);
            // Otherwise it follows from those of the single winners.
            if (limit < sum)
            {
                _core.Add(set, limit);
            }
        }
        return Nearest();
    }

    // Day and Raghavan (2007): who would block at these payments? Until nobody would.
    private bool Generate()
    {
        for (int round = 0; round < MostRounds; round++)
        {
            if (!Nearest())
            {
                return false;
            }
            Array.Clear(_byBidder);
            double sum = 0;
            for (int j = 0; j < _n; j++)
            {
                _byBidder[_winners[j]] = Math.Max(0, _discounts[j]);
                sum += _byBidder[_winners[j]];
            }
            var (bidders, declared, net) = welfare.Blocking(_byBidder);
            if (net <= _total - sum + Gain * _total)
            {
                return true;
            }
            ulong set = 0;
            for (int j = 0; j < _n; j++)
            {
                set |= (bidders >> _winners[j] & 1) == 0 ? 1ul << j : 0;
            }
            _core.Add(set, _total - declared);
        }
        return false;
    }
}
