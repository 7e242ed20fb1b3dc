using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>A utility written in tensors, for those who bring their own: only log u is to be written, its slopes follow
/// by differentiation, and demand at given prices by <see cref="ProportionalDemand"/>.</summary>
/// <remarks>u must be concave, of degree one and nowhere decreasing in x.</remarks>
public abstract class DifferentiableUtility : IBuyerUtility
{
    /// <summary>log u_i(x_i), [B].</summary>
    /// <param name="logValuations">L_ij, [B, m], 64-bit; minus infinity where buyer i has no use for good j.</param>
    /// <param name="contexts">b_i, [B, d], 64-bit; d is 0 where buyers have no contexts.</param>
    /// <param name="x">x_ij, units, [B, m], 64-bit.</param>
    public abstract Tensor LogUtility(Tensor logValuations, Tensor contexts, Tensor x);

    /// <summary>The most steps of the search for a buyer's best bundle at given prices.</summary>
    public virtual int Iterations => 4000;

    public virtual string? Missing(IMarket market) => null;

    public IUtilityFunction Of(int replica, ulong seed, IMarket market) => new Function(this);

    private sealed class Function(DifferentiableUtility utility) : IUtilityFunction
    {
        public ClosedForm? ClosedForm => null;

        public void LogUtility(BuyerChunk buyers, ReadOnlySpan<double> x, Span<double> logUtility,
            Span<double> gradient)
        {
            using var scope = NewDisposeScope();
            using var mode = set_grad_enabled(!gradient.IsEmpty);
            int rows = buyers.Rows;
            var bundles = Rows(x, buyers).requires_grad_(!gradient.IsEmpty);
            var contexts = buyers.Dimension == 0 ? empty(rows, 0, dtype: float64)
                : ((ReadOnlySpan<float>)buyers.Contexts).ToTensor(buyers.Stride, buyers.Dimension)
                    .narrow(0, 0, rows).to(float64);
            var value = utility.LogUtility(Rows(buyers.LogValuations, buyers), contexts, bundles);
            if (value.dtype != float64 || !value.shape.AsSpan().SequenceEqual([rows]))
            {
                throw new InvalidOperationException($"{utility.GetType().Name}.LogUtility gave {value.dtype} "
                    + $"[{string.Join(", ", value.shape)}] for {rows} buyers; it must give Float64 [{rows}].");
            }
            value.detach().contiguous().CopyTo(logUtility[..rows]);
            if (!gradient.IsEmpty)
            {
                Write(autograd.grad([value.sum()], [bundles])[0].t().contiguous().AsSpan<double>(), buyers, gradient);
            }
        }

        public void LogFixedPrice(BuyerChunk buyers, ReadOnlySpan<double> prices, Span<double> logUtility) =>
            ProportionalDemand.LogFixedPrice(buyers,
                some => (x, log, gradient) => LogUtility(some, x, log, gradient), prices, utility.Iterations,
                logUtility);

        /// <summary>Columns as a tensor, [Rows, m].</summary>
        private static Tensor Rows(ReadOnlySpan<double> columns, BuyerChunk buyers) =>
            columns[..(buyers.Goods * buyers.Stride)].ToTensor(buyers.Goods, buyers.Stride)
                .narrow(1, 0, buyers.Rows).t().contiguous();

        /// <summary>Slopes into columns: 0 outside the support, where differentiation may find no number.</summary>
        private void Write(ReadOnlySpan<double> slopes, BuyerChunk buyers, Span<double> gradient)
        {
            for (int j = 0; j < buyers.Goods; j++)
            {
                for (int i = 0; i < buyers.Rows; i++)
                {
                    int at = j * buyers.Stride + i;
                    bool isWanted = !double.IsNegativeInfinity(buyers.LogValuations[at]);
                    gradient[at] = isWanted ? slopes[j * buyers.Rows + i] : 0;
                    if (double.IsNaN(gradient[at]))
                    {
                        throw new InvalidOperationException($"{utility.GetType().Name}.LogUtility has a slope that is "
                            + $"no number, for buyer {buyers.Numbers[i] + 1} and good {j + 1}; mind bundles without "
                            + "a good, and goods of value 0.");
                    }
                }
            }
        }
    }
}
