using AgentMarkets.Torch.Binding;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <content>
/// One wide network over many rows. Forward keeps in a <see cref="NetworkTrace"/> what Backward needs; without one it
/// works in blocks of rows and holds memory for a block, however many rows there are. On the CPU single-threaded:
/// a row's outputs are the same bits whatever rows lie around it, and a gradient sums the rows in their order.
/// </content>
public static partial class Fused
{
    /// <summary>Writes the network's outputs for every row in place.</summary>
    /// <param name="shape">The network's widths and activations.</param>
    /// <param name="parameters">[1, P]: the network's row, float32 or float64 as all tensors here.</param>
    /// <param name="input">[B, I].</param>
    /// <param name="output">[B, O], contiguous.</param>
    /// <param name="trace">Where a backward pass follows: what it needs is kept there.</param>
    public static void TowerForward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor output, NetworkTrace? trace = null) =>
        Forward(nameof(TowerForward), shape, parameters, input, null, output, trace);

    /// <summary>
    /// Writes the network's output for every pair of a buyer and a good in place: what <see cref="TowerForward"/> gives
    /// for rows that hold the buyer's numbers and then the good's, to rounding. The first layer is linear in both, so
    /// it is applied to each buyer and each good once and added for the pairs.
    /// </summary>
    /// <param name="shape">Widths from 2 d inputs to 1 output.</param>
    /// <param name="parameters">[1, P]: the network's row, float32 or float64 as all tensors here.</param>
    /// <param name="buyers">[M, d].</param>
    /// <param name="goods">[m, d].</param>
    /// <param name="output">[M, m], contiguous.</param>
    /// <param name="trace">Where a backward pass follows: what it needs is kept there.</param>
    public static void PairForward(
        MlpShape shape, Tensor parameters, Tensor buyers, Tensor goods, Tensor output, NetworkTrace? trace = null)
    {
        ArgumentNullException.ThrowIfNull(goods);
        Forward(nameof(PairForward), shape, parameters, buyers, goods, output, trace);
    }

    /// <summary>
    /// Overwrites the parameters' gradients, given those of the outputs of the trace's last forward pass. Parameters
    /// and inputs must still be what they were then; a step of the optimiser in between is refused.
    /// </summary>
    /// <param name="trace">What the forward pass kept.</param>
    /// <param name="gradOutput">Shaped as the outputs.</param>
    /// <param name="gradParameters">[1, P], contiguous.</param>
    public static void Backward(NetworkTrace trace, Tensor gradOutput, Tensor gradParameters)
    {
        int failed = Native.amt_network_backward(trace.Handle, gradOutput.Handle, gradParameters.Handle);
        if (failed != 0)
        {
            throw TorchException.From(nameof(Backward), gradOutput, gradParameters);
        }
        GC.KeepAlive(trace);
        GC.KeepAlive(gradOutput);
        GC.KeepAlive(gradParameters);
    }

    private static unsafe void Forward(
        string operation, MlpShape shape, Tensor parameters, Tensor input, Tensor? goods, Tensor output,
        NetworkTrace? trace)
    {
        int failed;
        fixed (long* widths = shape.Widths)
        {
            failed = Native.amt_network_forward(
                widths, shape.LayerCount, (int)shape.Hidden, (int)shape.Output, parameters.Handle, input.Handle,
                Tensor.Of(goods), output.Handle, trace?.Handle ?? IntPtr.Zero, ThroughLibtorch ? 1 : 0);
        }
        if (failed != 0)
        {
            throw goods is null
                ? TorchException.WithNumbers(operation, shape.ToString(), parameters, input, output)
                : TorchException.WithNumbers(operation, shape.ToString(), parameters, input, goods, output);
        }
        GC.KeepAlive(parameters);
        GC.KeepAlive(input);
        GC.KeepAlive(goods);
        GC.KeepAlive(output);
        GC.KeepAlive(trace);
    }
}
