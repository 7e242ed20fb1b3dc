using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>The tables of a seat: s, 64-bit and on the CPU whatever the device.</summary>
internal sealed class TableBids : ITableBids
{
    private readonly Opening _opening;
    private readonly TypeCells[] _cells;
    private readonly Tensor _strategy;
    private readonly int _types;
    private readonly double[][] _logWeights;

    public TableBids(Opening opening, TypeCells[] cells, double[] bids, TableStart start,
        IReadOnlyList<double> logWeights, PerReplica jitter)
    {
        (_opening, _cells, Bids, _types) = (opening, cells, bids, cells[0].Types.Length);
        _strategy = full([opening.Rows, _types * bids.Length], 1.0 / bids.Length, dtype: float64)
            .DetachFromDisposeScope();
        _logWeights = [.. Enumerable.Range(0, opening.Rows).Select(row =>
            Weigh(row, logWeights, jitter[opening.Replica(row)]))];
        for (int row = 0; row < opening.Rows && start != TableStart.Uniform; row++)
        {
            if (start == TableStart.Random)
            {
                Scatter(row);
            }
            else
            {
                BeTruthful(row);
            }
        }
    }

    /// <summary>[rows, n m], 64-bit: probabilities given the type.</summary>
    public Tensor Parameters => _strategy;

    public double[] Bids { get; }

    public (double[] Types, double[] Mass) TypesOf(Bidder bidder)
    {
        int member = 0;
        while (_opening.Seat.Members[member].Number != bidder.Number)
        {
            member++;
        }
        return (_cells[member].Types, _cells[member].Mass);
    }

    public Span<double> Strategy(int row)
    {
        int each = _types * Bids.Length;
        return _strategy.AsSpan<double>().Slice(row * each, each);
    }

    public ReadOnlySpan<double> LogWeights(int row) => _logWeights[row];

    public ReadOnlySpan<double> Probabilities(int row, double type) =>
        Strategy(row).Slice(CellsOf(row).CellOf(type) * Bids.Length, Bids.Length);

    public void Draw(int row, ReadOnlySpan<float> types, ReadOnlySpan<float> draws, Span<float> bids)
    {
        for (int k = 0; k < types.Length; k++)
        {
            // The first bid with P(at most it) above the draw; where rounding leaves the sum below 1, the last that is
            // made at all.
            var probabilities = Probabilities(row, types[k]);
            int bid = 0;
            double sum = 0;
            for (int a = 0; a < probabilities.Length && sum <= draws[k]; a++)
            {
                sum += probabilities[a];
                bid = probabilities[a] > 0 ? a : bid;
            }
            bids[k] = (float)Bids[bid];
        }
    }

    public Published Publish(int row)
    {
        var strategy = Strategy(row);
        double[] mass = CellsOf(row).Mass, weights = new double[Bids.Length];
        for (int k = 0; k < strategy.Length; k++)
        {
            weights[k % weights.Length] += mass[k / weights.Length] * strategy[k];
        }
        return new Published(Mixture: (Bids, weights));
    }

    /// <summary>The mean bid of every type: what single bids there are in <see cref="Draw"/>.</summary>
    public void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var at = parameters.cpu().contiguous();
        var onCpu = types.cpu().contiguous();
        var found = empty(types.shape, dtype: float32);
        var v = onCpu.AsSpan<float>();
        var to = found.AsSpan<float>();
        int games = (int)types.shape[1], each = _types * Bids.Length;
        for (int k = 0; k < v.Length; k++)
        {
            int row = k / games;
            to[k] = (float)Mean(at.AsSpan<double>().Slice(row * each, each), CellsOf(row).CellOf(v[k]));
        }
        bids.copy_(found);
    }

    /// <summary>A table does not learn by gradients.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient) =>
        throw new NotSupportedException("A table learns from the payoffs of its bids.");

    /// <summary>Mean bids.</summary>
    public void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
    {
        for (int k = 0; k < types.Length; k++)
        {
            bids[k] = Mean(Strategy(row), CellsOf(row).CellOf(types[k]));
        }
    }

    public void Dispose() => _strategy.Dispose();

    private TypeCells CellsOf(int row) => _cells[row % _opening.RowsPerReplica];

    private double Mean(ReadOnlySpan<double> strategy, int cell)
    {
        double mean = 0;
        for (int a = 0; a < Bids.Length; a++)
        {
            mean += strategy[cell * Bids.Length + a] * Bids[a];
        }
        return mean;
    }

    /// <summary>Probabilities in proportion to the exponentials of weights and jitter; these together.</summary>
    private double[] Weigh(int row, IReadOnlyList<double> given, double jitter)
    {
        if (given.Count == 0 && jitter == 0)
        {
            return [];
        }
        int m = Bids.Length;
        double[] all = StartJitter.Of(_opening, row, jitter, _types * m);
        for (int k = 0; k < all.Length; k++)
        {
            all[k] += given.Count == 0 ? 0 : given[k % m];
        }
        for (int cell = 0; cell < _types; cell++)
        {
            Simplex.Softmax(all.AsSpan(cell * m, m), 1, Strategy(row).Slice(cell * m, m));
        }
        return all;
    }

    private void Scatter(int row)
    {
        var strategy = Strategy(row);
        var key = StreamKey.Of(_opening.Seed(row), _opening.Owner(row).Id, "table");
        new RandomStream(key, 0).Uniform(strategy);
        for (int cell = 0; cell < _types; cell++)
        {
            var mine = strategy.Slice(cell * Bids.Length, Bids.Length);
            double sum = 0;
            foreach (double p in mine)
            {
                sum += p;
            }
            for (int a = 0; a < mine.Length; a++)
            {
                mine[a] /= sum;
            }
        }
    }

    private void BeTruthful(int row)
    {
        var strategy = Strategy(row);
        strategy.Clear();
        for (int cell = 0; cell < _types; cell++)
        {
            double type = CellsOf(row).Types[cell];
            int nearest = 0;
            for (int a = 1; a < Bids.Length; a++)
            {
                nearest = Math.Abs(Bids[a] - type) < Math.Abs(Bids[nearest] - type) ? a : nearest;
            }
            strategy[cell * Bids.Length + nearest] = 1;
        }
    }
}
