using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>w_i = softmax(net(b_i)), bid_ij = B_i w_ij: whatever the weights, buyers spend their budgets.</summary>
/// <remarks>docs/fisher.md, 7. With <paramref name="utility"/> the logits are
/// net(b_i) + gain f_i, f_ij = log d log u_i/dx_j - log p_j at x_ij = B_i / (m p_j): what a little more of a good is
/// worth for its price.</remarks>
/// <param name="trained">Its extra number is the gain, where there is one.</param>
/// <param name="utility">Where the feature is wanted.</param>
internal sealed class ShareNetwork(TrainedNetwork trained, int goods, int dimension, IUtilityFunction? utility,
    Device device) : IAllocationNetwork
{
    // Of what a little more of a useless good is worth.
    private const double LeastSlope = 1e-30;

    private readonly RowTensor _contexts = new(dimension, device), _logits = new(goods, device);
    private readonly NetworkTrace _trace = new();
    private double[] _shares = [], _feature = [], _bundle = [], _logUtility = [];

    public TrainedNetwork Trained => trained;

    public void Allocate(ReadOnlySpan<double> prices, BuyerChunk buyers, Span<double> allocation, bool isLearning)
    {
        int rows = buyers.Rows;
        var contexts = _contexts.Of(rows);
        buyers.Contexts.AsSpan(0, rows * dimension).CopyTo(_contexts.Numbers);
        _contexts.ToNetwork();
        Fused.TowerForward(trained.Shape, trained.Parameters, contexts, _logits.Of(rows), isLearning ? _trace : null);
        _logits.FromNetwork();
        Reserve(buyers);
        double gain = 0;
        if (utility is not null)
        {
            using var learned = trained.Extra.cpu();
            gain = learned.AsSpan<float>()[0];
            Feature(prices, buyers);
        }
        Softmax(_logits.Numbers, gain, _feature, buyers, _shares);
        for (int j = 0; j < goods; j++)
        {
            int at = j * buyers.Stride;
            for (int i = 0; i < rows; i++)
            {
                allocation[at + i] = buyers.Budgets[i] * _shares[at + i];
            }
        }
    }

    public void Backward(BuyerChunk buyers, ReadOnlySpan<double> slope)
    {
        var slopes = _logits.Of(buyers.Rows);
        double byGain = SlopeOfLogits(slope, _shares, _feature, buyers, _logits.Numbers);
        _logits.ToNetwork();
        Fused.Backward(_trace, slopes, trained.Gradient);
        if (utility is not null)
        {
            using var guard = no_grad();
            trained.ExtraGradient.fill_(byGain);
        }
    }

    public void Dispose()
    {
        trained.Dispose();
        _contexts.Dispose();
        _logits.Dispose();
        _trace.Dispose();
    }

    /// <summary>w_ij = softmax over the goods that a buyer wants of logit_ij + gain f_ij.</summary>
    /// <param name="logits">[rows, m] by rows.</param>
    /// <param name="feature">[m, Stride]; empty where there is none.</param>
    /// <param name="shares">[m, Stride].</param>
    internal static void Softmax(ReadOnlySpan<float> logits, double gain, ReadOnlySpan<double> feature,
        BuyerChunk buyers, Span<double> shares)
    {
        for (int i = 0; i < buyers.Rows; i++)
        {
            double max = double.NegativeInfinity, sum = 0;
            for (int j = 0; j < buyers.Goods; j++)
            {
                int at = j * buyers.Stride + i;
                shares[at] = double.IsNegativeInfinity(buyers.LogValuations[at]) ? double.NegativeInfinity
                    : logits[i * buyers.Goods + j] + (feature.IsEmpty ? 0 : gain * feature[at]);
                max = Math.Max(max, shares[at]);
            }
            for (int j = 0; j < buyers.Goods; j++)
            {
                ref double share = ref shares[j * buyers.Stride + i];
                share = Math.Exp(share - max);
                sum += share;
            }
            for (int j = 0; j < buyers.Goods; j++)
            {
                shares[j * buyers.Stride + i] /= sum;
            }
        }
    }

    /// <summary>d loss / d logit_ij = B_i w_ij (slope_ij - sum_l w_il slope_il), and by the gain.</summary>
    /// <param name="slope">d loss / d bid, [m, Stride].</param>
    /// <param name="slopes">[rows, m] by rows; overwritten.</param>
    internal static double SlopeOfLogits(ReadOnlySpan<double> slope, ReadOnlySpan<double> shares,
        ReadOnlySpan<double> feature, BuyerChunk buyers, Span<float> slopes)
    {
        double byGain = 0;
        for (int i = 0; i < buyers.Rows; i++)
        {
            double mean = 0;
            for (int j = 0; j < buyers.Goods; j++)
            {
                int at = j * buyers.Stride + i;
                mean += shares[at] * slope[at];
            }
            for (int j = 0; j < buyers.Goods; j++)
            {
                int at = j * buyers.Stride + i;
                double byLogit = buyers.Budgets[i] * shares[at] * (slope[at] - mean);
                slopes[i * buyers.Goods + j] = (float)byLogit;
                byGain += feature.IsEmpty ? 0 : byLogit * feature[at];
            }
        }
        return byGain;
    }

    private void Feature(ReadOnlySpan<double> prices, BuyerChunk buyers)
    {
        for (int j = 0; j < goods; j++)
        {
            for (int i = 0; i < buyers.Rows; i++)
            {
                _bundle[j * buyers.Stride + i] = buyers.Budgets[i] / (goods * prices[j]);
            }
        }
        utility!.LogUtility(buyers, _bundle, _logUtility, _feature);
        for (int j = 0; j < goods; j++)
        {
            double logPrice = Math.Log(prices[j]);
            foreach (ref double f in _feature.AsSpan(j * buyers.Stride, buyers.Rows))
            {
                f = Math.Log(Math.Max(f, LeastSlope)) - logPrice;
            }
        }
    }

    private void Reserve(BuyerChunk buyers)
    {
        int size = goods * buyers.Stride;
        if (_shares.Length < size)
        {
            _shares = new double[size];
        }
        if (utility is not null && _feature.Length < size)
        {
            (_feature, _bundle, _logUtility) = (new double[size], new double[size], new double[buyers.Stride]);
        }
    }
}
