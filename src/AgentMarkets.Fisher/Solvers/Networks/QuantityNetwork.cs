using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>x_ij = y_j softplus(net(b_i, g_j)), one pair of a buyer and a good after the other, with y_j = Y_j / n:
/// what the network says of a good is in heads' supplies of it.</summary>
/// <remarks>docs/fisher.md, 7; Ma et al. (2024), MarketFCNet, 4.1, where Y_j = n.</remarks>
internal sealed class QuantityNetwork : IAllocationNetwork
{
    // A softplus of 32 bits can be 0, of which a buyer of complements makes an infinite slope.
    private const double Least = 1e-30;

    private readonly double[] _perHead;
    private readonly Tensor _goods;
    private readonly RowTensor _contexts, _amounts, _slopes;
    private readonly NetworkTrace _trace = new();

    public QuantityNetwork(TrainedNetwork trained, IMarket market, Device device)
    {
        var goods = market.Contexts!;
        Trained = trained;
        _perHead = [.. market.Supply.Select(y => y / market.BuyerCount)];
        using var scope = NewDisposeScope();
        _goods = tensor(goods.Values, dtype: float32).reshape(market.GoodCount, goods.Dimension)
            .to(device, copy: true).DetachFromDisposeScope();
        _contexts = new RowTensor(goods.Dimension, device);
        _amounts = new RowTensor(market.GoodCount, device);
        _slopes = new RowTensor(market.GoodCount, device);
    }

    public TrainedNetwork Trained { get; }

    public void Allocate(ReadOnlySpan<double> prices, BuyerChunk buyers, Span<double> allocation, bool isLearning)
    {
        var contexts = _contexts.Of(buyers.Rows);
        buyers.Contexts.AsSpan(0, buyers.Rows * buyers.Dimension).CopyTo(_contexts.Numbers);
        _contexts.ToNetwork();
        Fused.PairForward(Trained.Shape, Trained.Parameters, contexts, _goods, _amounts.Of(buyers.Rows),
            isLearning ? _trace : null);
        _amounts.FromNetwork();
        var amounts = _amounts.Numbers;
        for (int j = 0; j < buyers.Goods; j++)
        {
            var column = allocation.Slice(j * buyers.Stride, buyers.Rows);
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = _perHead[j] * Math.Max(amounts[i * buyers.Goods + j], Least);
            }
        }
    }

    public void Backward(BuyerChunk buyers, ReadOnlySpan<double> slope)
    {
        var slopes = _slopes.Of(buyers.Rows);
        var numbers = _slopes.Numbers;
        for (int j = 0; j < buyers.Goods; j++)
        {
            var column = slope.Slice(j * buyers.Stride, buyers.Rows);
            for (int i = 0; i < column.Length; i++)
            {
                numbers[i * buyers.Goods + j] = (float)(_perHead[j] * column[i]);
            }
        }
        _slopes.ToNetwork();
        Fused.Backward(_trace, slopes, Trained.Gradient);
    }

    public void Dispose()
    {
        Trained.Dispose();
        _goods.Dispose();
        _contexts.Dispose();
        _amounts.Dispose();
        _slopes.Dispose();
        _trace.Dispose();
    }
}
