using System.Runtime.InteropServices;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>A shard that learns what its buyers take: one step on a random batch of them a question.</summary>
/// <remarks>
/// Its answer to <see cref="Step"/> is omega_h mean_h(allocation) over its batches, [m]; to <see cref="Sweep"/>, which
/// asks for a step too, also the sums of the allocation after it over a fixed sample, [m], and how many buyers that
/// were.
/// </remarks>
internal sealed class LearnedBuying : IBuying
{
    public const string Step = "step", Sweep = "sweep";

    private const int SweepChunk = 1024;

    private readonly Shard _shard;
    private readonly Buyers _buyers;
    private readonly IAllocationNetwork _network;
    private readonly ILearnedLoss _loss;
    private readonly Training _training;
    private readonly StreamKey _batches;
    private readonly int _batchRows, _sweepRows;
    private readonly BuyerChunk _chunk;
    private readonly double[] _allocation, _slope, _before;
    private readonly double[] _mean;

    public LearnedBuying(SolvedMarket market, Shard shard, Buyers buyers, IAllocationNetwork network,
        ILearnedLoss loss, Training training)
    {
        (_shard, _buyers, _network, _loss, _training) = (shard, buyers, network, loss, training);
        _batches = StreamKey.Of(market.Seed, FisherGame.ShardId(shard.Number), "batch");
        _batchRows = loss.Batches * training.BatchOf(shard.Share);
        _sweepRows = training.SweepRows(market.Market.BuyerCount);
        _chunk = new BuyerChunk(Math.Max(_batchRows, Math.Min(_sweepRows, SweepChunk)), buyers.Goods,
            buyers.ContextDimension);
        _allocation = new double[_chunk.Stride * buyers.Goods];
        _slope = new double[_chunk.Stride * buyers.Goods];
        _mean = new double[buyers.Goods];
        // Before the first step nobody is said to buy too much or too little.
        _before = [.. market.Market.Supply.Select(y => y / market.Market.BuyerCount)];
    }

    public Answer Answer(Question signal)
    {
        if (_buyers.Count == 0)
        {
            return new Answer([], []);
        }
        int goods = _buyers.Goods;
        var numbers = new double[signal.Want == Sweep ? 2 * goods + 1 : goods];
        Learn(signal.Numbers);
        for (int j = 0; j < goods; j++)
        {
            numbers[j] = _shard.Share * _before[j];
        }
        if (signal.Want == Sweep)
        {
            AddSweep(signal.Numbers, numbers.AsSpan(goods));
        }
        return new Answer([new BlockSum(0, _shard.Number - 1, numbers)], []);
    }

    public void Allocate(double[] announced, BuyerChunk buyers, Span<double> x) =>
        _network.Allocate(announced, buyers, x, isLearning: false);

    public IReadOnlyList<(string Name, byte[] Bytes)> Save() =>
        [.. _network.Trained.Save(), ("mean", MemoryMarshal.AsBytes<double>(_before).ToArray())];

    public void Load(IReadOnlyList<(string Name, byte[] Bytes)> state)
    {
        _network.Trained.Load(state);
        state[^1].Bytes.AsSpan().CopyTo(MemoryMarshal.AsBytes(_before.AsSpan()));
    }

    public void Dispose() => _network.Dispose();

    private void Learn(double[] signal)
    {
        var trained = _network.Trained;
        long step = trained.Steps + 1;
        _buyers.Sample(new RandomStream(_batches, step), _batchRows, _chunk);
        _network.Allocate(signal, _chunk, _allocation, isLearning: true);
        Sum(_mean);
        foreach (ref double mean in _mean.AsSpan())
        {
            mean /= _batchRows;
        }
        _loss.Slope(signal, _before, _chunk, _allocation, _mean, _slope);
        _network.Backward(_chunk, _slope);
        trained.Descend(_training.RateAt(step));
        _mean.CopyTo(_before, 0);
    }

    /// <param name="sums">[m], and the number of buyers behind them.</param>
    private void AddSweep(double[] signal, Span<double> sums)
    {
        for (int block = 0; block < _buyers.BlockCount; block++)
        {
            int rows = Math.Min(_sweepRows, _buyers.RowsOf(block));
            long first = _buyers.First + (long)block * BlockTree.BlockSize;
            for (int done = 0; done < rows; done += _chunk.Rows)
            {
                _buyers.Load(first + done, Math.Min(_chunk.Capacity, rows - done), _chunk);
                _network.Allocate(signal, _chunk, _allocation, isLearning: false);
                Sum(_mean);
                for (int j = 0; j < _mean.Length; j++)
                {
                    sums[j] += _mean[j];
                }
            }
            sums[^1] += rows;
        }
    }

    private void Sum(Span<double> sums)
    {
        for (int j = 0; j < sums.Length; j++)
        {
            double sum = 0;
            foreach (double x in _allocation.AsSpan(j * _chunk.Stride, _chunk.Rows))
            {
                sum += x;
            }
            sums[j] = sum;
        }
    }
}
