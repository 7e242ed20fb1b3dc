using AgentMarkets.Torch.Binding;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>
/// One native call for the pass of many small networks, and one for an Adam step over all of them. Replicas are the
/// rows of the parameters; each is computed by itself, so that its numbers do not depend on how many there are. float32
/// or float64. On the CPU single-threaded kernels serve, elsewhere libtorch's batched operations. Nothing is recorded
/// for autograd.
/// </summary>
public static partial class Fused
{
    /// <summary>Makes CPU tensors take the way of other devices' tensors, for the test that both agree.</summary>
    internal static bool ThroughLibtorch { get; set; }

    /// <summary>Writes the networks' outputs in place.</summary>
    /// <param name="shape">The networks' widths and activations.</param>
    /// <param name="parameters">[R, P], a network a row.</param>
    /// <param name="input">[R, B, I].</param>
    /// <param name="output">[R, B, O], contiguous.</param>
    /// <param name="rows">
    /// int64 [R] on the CPU: how many of the B rows count in each replica. Outputs beyond them are left untouched.
    /// </param>
    public static unsafe void MlpForward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor output, Tensor? rows = null)
    {
        int failed;
        fixed (long* widths = shape.Widths)
        {
            failed = Native.amt_mlp_forward(
                widths, shape.LayerCount, (int)shape.Hidden, (int)shape.Output, parameters.Handle, input.Handle,
                output.Handle, Tensor.Of(rows), ThroughLibtorch ? 1 : 0);
        }
        if (failed != 0)
        {
            throw TorchException.WithNumbers("MlpForward", shape.ToString(), parameters, input, output, rows);
        }
        GC.KeepAlive(parameters);
        GC.KeepAlive(input);
        GC.KeepAlive(output);
        GC.KeepAlive(rows);
    }

    /// <summary>
    /// Overwrites the parameters' gradients, given those of the outputs. The forward pass is computed again, a block of
    /// rows at a time, and sums over rows have one order, which depends on nothing but a row's place.
    /// </summary>
    /// <param name="shape">The networks' widths and activations.</param>
    /// <param name="parameters">[R, P], a network a row.</param>
    /// <param name="input">[R, B, I].</param>
    /// <param name="gradOutput">[R, B, O].</param>
    /// <param name="gradParameters">[R, P], contiguous.</param>
    /// <param name="rows">int64 [R] on the CPU: how many of the B rows count in each replica.</param>
    public static unsafe void MlpBackward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor gradOutput, Tensor gradParameters,
        Tensor? rows = null)
    {
        int failed;
        fixed (long* widths = shape.Widths)
        {
            failed = Native.amt_mlp_backward(
                widths, shape.LayerCount, (int)shape.Hidden, (int)shape.Output, parameters.Handle, input.Handle,
                gradOutput.Handle, gradParameters.Handle, Tensor.Of(rows), ThroughLibtorch ? 1 : 0);
        }
        if (failed != 0)
        {
            throw TorchException.WithNumbers(
                "MlpBackward", shape.ToString(), parameters, input, gradOutput, gradParameters, rows);
        }
        GC.KeepAlive(parameters);
        GC.KeepAlive(input);
        GC.KeepAlive(gradOutput);
        GC.KeepAlive(gradParameters);
        GC.KeepAlive(rows);
    }

    /// <summary>
    /// One step of descent in place: Kingma and Ba (2015), in the order of operations of PyTorch's Adam.
    /// </summary>
    /// <param name="parameters">[R, P], contiguous.</param>
    /// <param name="gradient">[R, P].</param>
    /// <param name="first">First moments, [R, P], contiguous.</param>
    /// <param name="second">Second moments, [R, P], contiguous.</param>
    /// <param name="rate">[R]: each replica's learning rate.</param>
    /// <param name="beta1">Decay of the first moments.</param>
    /// <param name="beta2">Decay of the second moments.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="step">The step's number, from 1.</param>
    public static void AdamStep(
        Tensor parameters, Tensor gradient, Tensor first, Tensor second, Tensor rate, double beta1, double beta2,
        double epsilon, long step)
    {
        int failed = Native.amt_adam_replicas(
            parameters.Handle, gradient.Handle, first.Handle, second.Handle, rate.Handle, beta1, beta2, epsilon, step,
            ThroughLibtorch ? 1 : 0);
        if (failed != 0)
        {
            throw TorchException.WithNumbers(
                "AdamStep", $"step {step}", parameters, gradient, first, second, rate);
        }
        GC.KeepAlive(parameters);
        GC.KeepAlive(gradient);
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(rate);
    }
}
