using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <content>
/// One wide network over many rows. Forward keeps in a <see cref="NetworkTrace"/> what Backward needs; without one it
/// works in blocks of rows and holds memory for a block, however many rows there are.
/// </content>
public static partial class Fused
{
    // Rows of a block where no trace is asked for, so that memory is bounded.
    private const long RowsAtOnce = 1 << 16;

    /// <summary>Writes the network's outputs for every row in place.</summary>
    /// <param name="shape">The network's widths and activations.</param>
    /// <param name="parameters">[1, P]: the network's row, float32 or float64 as all tensors here.</param>
    /// <param name="input">[B, I].</param>
    /// <param name="output">[B, O], contiguous.</param>
    /// <param name="trace">Where a backward pass follows: what it needs is kept there.</param>
    public static void TowerForward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor output, NetworkTrace? trace = null)
    {
        var refusals = new Refusals(nameof(TowerForward), shape.ToString(), parameters, input, output);
        ExpectNetwork(refusals, shape, parameters, "input", input);
        refusals.ExpectLike("input", input, [input.size(0), shape.InputCount], parameters);
        refusals.ExpectWritten("output", output, [input.size(0), shape.OutputCount], parameters);
        Forward(shape, parameters, input, null, output, trace);
    }

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
        var refusals = new Refusals(nameof(PairForward), shape.ToString(), parameters, buyers, goods, output);
        ExpectNetwork(refusals, shape, parameters, "buyers", buyers);
        refusals.ExpectFloats("goods", goods, 2);
        long first = shape.InputCount, last = shape.OutputCount;
        refusals.Expect(first % 2 == 0, $"the first width is {first}, expected twice the width of a buyer's row");
        refusals.Expect(last == 1, $"the last width is {last}, expected 1: a pair has one output");
        refusals.Expect(goods.size(0) >= 1,
            $"goods has shape [{string.Join(", ", goods.shape)}], expected at least one row");
        refusals.ExpectLike("buyers", buyers, [buyers.size(0), first / 2], parameters);
        refusals.ExpectLike("goods", goods, [goods.size(0), first / 2], parameters);
        refusals.ExpectWritten("output", output, [buyers.size(0), goods.size(0)], parameters);
        Forward(shape, parameters, buyers, goods, output, trace);
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
        trace.ThrowIfDisposed();
        var refusals = new Refusals(nameof(Backward), string.Empty, gradOutput, gradParameters);
        MlpShape shape = trace.Shape ?? throw refusals.Because(
            "the trace holds no forward pass: run TowerForward or PairForward with it first");
        long rows = trace.Input.size(0);
        refusals.ExpectLike(
            "gradOutput", gradOutput, [rows, trace.Goods?.size(0) ?? shape.OutputCount], trace.Seen);
        refusals.ExpectWritten("gradParameters", gradParameters, trace.Seen.shape, trace.Seen);
        using DisposeScope scope = NewDisposeScope();
        using var guard = no_grad();
        refusals.Expect(trace.Parameters.Equals(trace.Seen),
            "the parameters changed since the forward pass: run it again before Backward");
        Tensor gradient = gradOutput.detach().contiguous()
            .view(1, rows * (trace.Goods?.size(0) ?? 1), shape.OutputCount);
        LayeredPass.Backward(
            shape, trace.Seen, trace.Values, trace.Slopes, trace.Goods, gradient, gradParameters);
    }

    private static void ExpectNetwork(
        Refusals refusals, MlpShape shape, Tensor parameters, string name, Tensor input)
    {
        refusals.ExpectFloats("parameters", parameters, 2);
        refusals.ExpectLike("parameters", parameters, [1, shape.ParameterCount], parameters);
        refusals.ExpectFloats(name, input, 2);
    }

    private static void Forward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor? goods, Tensor output, NetworkTrace? trace)
    {
        trace?.ThrowIfDisposed();
        using DisposeScope scope = NewDisposeScope();
        using var guard = no_grad();
        Tensor row = parameters.detach(), inside = input.detach().contiguous();
        Tensor? other = goods?.detach().contiguous();
        if (trace is not null)
        {
            trace.Forget();
            Tensor all = LayeredPass.Forward(shape, row, inside.unsqueeze(0), other, trace.Keep);
            output.copy_(all.view(output.shape));
            trace.Complete(shape, row, inside, other);
            return;
        }
        long step = other is null ? RowsAtOnce : Math.Max(1, RowsAtOnce / other.size(0));
        for (long start = 0; start < inside.size(0); start += step)
        {
            using DisposeScope block = NewDisposeScope();
            long count = Math.Min(step, inside.size(0) - start);
            Tensor part = output.narrow(0, start, count);
            part.copy_(LayeredPass.Forward(shape, row, inside.narrow(0, start, count).unsqueeze(0), other)
                .view(part.shape));
        }
    }
}
