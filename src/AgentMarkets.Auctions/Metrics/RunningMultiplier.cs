using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>The multiplier over the second half of the run, its mean and its spread: running sums, a row of the bid
/// functions each.</summary>
internal sealed class RunningMultiplier(int rows, long rounds)
{
    private readonly double[] _sum = new double[rows];
    private readonly double[] _squares = new double[rows];
    private readonly double[] _now = new double[rows];
    private long _count;

    public void Add(long round, IBidFunction bids)
    {
        if (2 * round <= rounds || !bids.Multipliers(_now))
        {
            return;
        }
        _count++;
        for (int r = 0; r < _sum.Length; r++)
        {
            _sum[r] += _now[r];
            _squares[r] += _now[r] * _now[r];
        }
    }

    /// <summary>Not-a-number before the second half.</summary>
    public double Of(int row) => _count == 0 ? double.NaN : _sum[row] / _count;

    /// <summary>Standard deviation over the rounds; not-a-number before the second half.</summary>
    public double Spread(int row) =>
        _count == 0 ? double.NaN : Math.Sqrt(Math.Max(0, _squares[row] / _count - Of(row) * Of(row)));

    public void Save(StateWriter state)
    {
        state.Shared("multiplier.count", _count);
        state.Rows<double>("multiplier.sum", _sum, rows);
        state.Rows<double>("multiplier.squares", _squares, rows);
    }

    public void Load(StateReader state)
    {
        _count = state.Shared("multiplier.count");
        state.Rows<double>("multiplier.sum", _sum);
        state.Rows<double>("multiplier.squares", _squares);
    }
}
