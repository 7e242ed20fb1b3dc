using System.Numerics;

namespace AgentMarkets.Auctions.Packages;

/// <summary>Winner determination by looking at every allocation.</summary>
internal sealed class EnumeratedWelfare : IDeclaredWelfare
{
    private readonly Allocations _allocations;
    private readonly CoalitionValues _values;
    // Where the winning bids of each allocation stand in [N, K], one after the other.
    private readonly int[] _slots;
    private readonly int[] _starts;
    private readonly double[] _welfare;
    private readonly int[] _tied;
    private readonly int _everybody;
    private bool _isFilled;

    public EnumeratedWelfare(PackageGame game, Allocations allocations)
    {
        _allocations = allocations;
        _values = new CoalitionValues(game, allocations);
        _everybody = (1 << game.Bidders) - 1;
        _welfare = new double[allocations.Count];
        _tied = new int[allocations.Count];
        _starts = new int[allocations.Count + 1];
        var slots = new List<int>();
        for (int a = 0; a < allocations.Count; a++)
        {
            var row = allocations[a];
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i] >= 0)
                {
                    slots.Add(i * game.MostPackages + row[i]);
                }
            }
            _starts[a + 1] = slots.Count;
        }
        _slots = [.. slots];
    }

    public int Tied { get; private set; }

    public ReadOnlySpan<int> Winning(int tied) => _allocations[_tied[tied]];

    public double Solve(ReadOnlySpan<double> bids, PackageTies ties)
    {
        _isFilled = false;
        double most = 0;
        int at = 0;
        for (int a = 0; a < _welfare.Length; a++)
        {
            double sum = 0;
            for (int end = _starts[a + 1]; at < end; at++)
            {
                sum += bids[_slots[at]];
            }
            _welfare[a] = sum;
            most = Math.Max(most, sum);
        }
        Tied = 0;
        for (int a = 0; a < _welfare.Length; a++)
        {
            if (_welfare[a] == most && _allocations.IsMaximal(a))
            {
                _tied[ties == PackageTies.Last ? 0 : Tied] = a;
                Tied = ties == PackageTies.Split ? Tied + 1 : 1;
                if (ties == PackageTies.First)
                {
                    break;
                }
            }
        }
        return most;
    }

    public double Without(ulong bidders)
    {
        if (!_isFilled)
        {
            _values.Fill(_welfare);
            _isFilled = true;
        }
        return _values[_everybody & ~(int)bidders];
    }

    public (ulong Bidders, double Welfare, double Net) Blocking(ReadOnlySpan<double> discounts)
    {
        var best = (Bidders: 0ul, Welfare: 0.0, Net: 0.0);
        for (int a = 0; a < _welfare.Length; a++)
        {
            double net = _welfare[a];
            for (ulong rest = _allocations.Winners(a); rest != 0; rest &= rest - 1)
            {
                net -= discounts[BitOperations.TrailingZeroCount(rest)];
            }
            if (net > best.Net)
            {
                best = (_allocations.Winners(a), _welfare[a], net);
            }
        }
        return best;
    }
}
