using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>
/// The passes of many small networks, and an Adam step over all of them, as sequences of TorchSharp's operations.
/// Replicas are the rows of the parameters. On the CPU each is computed by itself, by the same calls whatever replicas
/// stand beside it, so that its numbers do not depend on them; elsewhere all at once. Nothing is recorded for autograd.
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
    public static void MlpForward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor output, Tensor? rows = null)
    {
        var refusals = new Refusals(nameof(MlpForward), shape.ToString(), parameters, input, output, rows);
        long[] counts = ExpectNetworks(refusals, shape, parameters, input, rows);
        refusals.ExpectWritten("output", output, [input.size(0), input.size(1), shape.OutputCount], parameters);
        using DisposeScope scope = NewDisposeScope();
        using var guard = no_grad();
        if (IsAtOnce(parameters))
        {
            Tensor all = LayeredPass.Forward(shape, parameters, input);
            output.copy_(rows is null ? all : where(Counted(rows, input), all, output));
            return;
        }
        for (int r = 0; r < counts.Length; r++)
        {
            if (counts[r] > 0)
            {
                using DisposeScope replica = NewDisposeScope();
                Tensor result = LayeredPass.Forward(
                    shape, parameters.narrow(0, r, 1), Rows(input, r, counts[r]));
                Rows(output, r, counts[r]).copy_(result);
            }
        }
    }

    /// <summary>
    /// Overwrites the parameters' gradients, given those of the outputs. The forward pass is computed again.
    /// </summary>
    /// <param name="shape">The networks' widths and activations.</param>
    /// <param name="parameters">[R, P], a network a row.</param>
    /// <param name="input">[R, B, I].</param>
    /// <param name="gradOutput">[R, B, O].</param>
    /// <param name="gradParameters">[R, P], contiguous.</param>
    /// <param name="rows">int64 [R] on the CPU: how many of the B rows count in each replica.</param>
    public static void MlpBackward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor gradOutput, Tensor gradParameters,
        Tensor? rows = null)
    {
        var refusals = new Refusals(
            nameof(MlpBackward), shape.ToString(), parameters, input, gradOutput, gradParameters, rows);
        long[] counts = ExpectNetworks(refusals, shape, parameters, input, rows);
        refusals.ExpectLike(
            "gradOutput", gradOutput, [input.size(0), input.size(1), shape.OutputCount], parameters);
        refusals.ExpectWritten("gradParameters", gradParameters, parameters.shape, parameters);
        using DisposeScope scope = NewDisposeScope();
        using var guard = no_grad();
        if (IsAtOnce(parameters))
        {
            // A row that does not count may hold anything, NaN included: it is replaced, not multiplied by zero.
            Tensor? mask = rows is null ? null : Counted(rows, input);
            Differentiate(shape, parameters,
                mask is null ? input : where(mask, input, zeros_like(input)),
                mask is null ? gradOutput : where(mask, gradOutput, zeros_like(gradOutput)), gradParameters);
            return;
        }
        for (int r = 0; r < counts.Length; r++)
        {
            using DisposeScope replica = NewDisposeScope();
            Tensor target = gradParameters.narrow(0, r, 1);
            if (counts[r] == 0)
            {
                target.zero_();
                continue;
            }
            Differentiate(shape, parameters.narrow(0, r, 1), Rows(input, r, counts[r]),
                Rows(gradOutput, r, counts[r]), target);
        }
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
        var refusals = new Refusals(
            nameof(AdamStep), $"step {step}", parameters, gradient, first, second, rate);
        refusals.ExpectFloats("parameters", parameters, 2);
        long[] sizes = parameters.shape;
        refusals.ExpectLike("gradient", gradient, sizes, parameters);
        refusals.ExpectLike("rate", rate, [sizes[0]], parameters);
        refusals.Expect(step >= 1, $"step is {step}, expected 1 or more");
        using DisposeScope scope = NewDisposeScope();
        using var guard = no_grad();
        refusals.ExpectWritten("parameters", parameters, sizes, parameters);
        refusals.ExpectWritten("first", first, sizes, parameters);
        refusals.ExpectWritten("second", second, sizes, parameters);
        double correction1 = 1 - Math.Pow(beta1, step);
        double root2 = Math.Sqrt(1 - Math.Pow(beta2, step));
        // Held to the end of the step: TorchSharp lets the collector free a number while libtorch still reads it.
        using Scalar one = 1, keep1 = beta1, add1 = 1 - beta1, keep2 = beta2, add2 = 1 - beta2;
        using Scalar root = root2, small = epsilon, downhill = -correction1;
        // One rounded operation after the other: a fused one need not give a number the same bits at every place of a
        // vector, and with them a replica's numbers would depend on its neighbours.
        first.mul_(keep1).add_(gradient.mul(add1), one);
        second.mul_(keep2).add_(gradient.mul(add2).mul_(gradient), one);
        Tensor denominator = second.sqrt().div_(root).add_(small, one);
        Tensor size = rate.to(float64).div(downhill).to(parameters.dtype).unsqueeze(1);
        parameters.add_((size * first).div_(denominator), one);
    }

    private static bool IsAtOnce(Tensor parameters) =>
        ThroughLibtorch || parameters.device_type != TorchSharp.DeviceType.CPU;

    private static void Differentiate(
        MlpShape shape, Tensor parameters, Tensor input, Tensor gradOutput, Tensor gradParameters)
    {
        List<Tensor> values = [], slopes = [];
        LayeredPass.Forward(shape, parameters, input, kept: (value, slope) =>
        {
            values.Add(value);
            slopes.Add(slope);
        });
        LayeredPass.Backward(shape, parameters, values, slopes, null, gradOutput, gradParameters);
    }

    // The common checks of both passes; gives the number of rows that count in each replica.
    private static long[] ExpectNetworks(
        Refusals refusals, MlpShape shape, Tensor parameters, Tensor input, Tensor? rows)
    {
        refusals.ExpectFloats("parameters", parameters, 2);
        refusals.ExpectFloats("input", input, 3);
        long replicas = parameters.size(0), most = input.size(1);
        refusals.ExpectLike("parameters", parameters, [replicas, shape.ParameterCount], parameters);
        refusals.ExpectLike("input", input, [replicas, most, shape.InputCount], parameters);
        long[] counts = new long[replicas];
        if (rows is null)
        {
            Array.Fill(counts, most);
            return counts;
        }
        refusals.Expect(rows.dtype == ScalarType.Int64, $"rows is {rows.dtype}, expected Long");
        refusals.Expect(rows.device_type == TorchSharp.DeviceType.CPU, $"rows is on {rows.device}, expected cpu");
        refusals.Expect(rows.shape.AsSpan().SequenceEqual([replicas]),
            $"rows has shape [{string.Join(", ", rows.shape)}], expected [{replicas}]");
        rows.CopyTo(counts);
        for (int r = 0; r < counts.Length; r++)
        {
            refusals.Expect(counts[r] >= 0 && counts[r] <= most,
                $"rows[{r}] is {counts[r]}, expected 0 to {most}");
        }
        return counts;
    }

    // [1, count, width]: the rows of a replica that count.
    private static Tensor Rows(Tensor tensor, long replica, long count) =>
        tensor.narrow(0, replica, 1).narrow(1, 0, count);

    // [R, B, 1]: whether a row counts.
    private static Tensor Counted(Tensor rows, Tensor input) =>
        arange(input.size(1), int64, input.device).view(1, -1, 1) < rows.to(input.device).view(-1, 1, 1);
}
