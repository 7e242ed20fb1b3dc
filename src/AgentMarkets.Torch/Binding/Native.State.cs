using System.Runtime.InteropServices;
using TorchSharp;

namespace AgentMarkets.Torch.Binding;

/// <summary>Factories, generators, gradients, losses, optimisers and whole networks.</summary>
internal static unsafe partial class Native
{
    [DllImport(Library)]
    internal static extern IntPtr amt_new(
        int kind, long* sizes, long count, Scalar value, long low, long high, IntPtr generator, int dtype,
        int deviceType, int index, int requiresGrad);

    [DllImport(Library)]
    internal static extern IntPtr amt_arange(
        Scalar start, Scalar stop, Scalar step, int dtype, int deviceType, int index);

    [DllImport(Library)]
    internal static extern IntPtr amt_linspace(
        double start, double stop, long steps, int dtype, int deviceType, int index);

    [DllImport(Library)]
    internal static extern IntPtr amt_eye(long rows, long columns, int dtype, int deviceType, int index);

    [DllImport(Library)]
    internal static extern IntPtr amt_randperm(long n, IntPtr generator, int dtype, int deviceType, int index);

    [DllImport(Library)]
    internal static extern IntPtr amt_from_memory(void* data, long bytes, long* sizes, long count, int dtype);

    [DllImport(Library)]
    internal static extern int amt_copy_memory(IntPtr tensor, void* data, long bytes, int intoTensor);

    [DllImport(Library)]
    internal static extern IntPtr amt_like(
        int kind, IntPtr a, int dtype, int deviceType, int index, int requiresGrad);

    [DllImport(Library)]
    internal static extern int amt_randomize(int kind, IntPtr target, double a, double b, IntPtr generator);

    [DllImport(Library)]
    internal static extern IntPtr amt_multinomial(IntPtr a, long count, int replacement, IntPtr generator);

    [DllImport(Library)] internal static extern IntPtr amt_normal(IntPtr mean, IntPtr deviation, IntPtr generator);
    [DllImport(Library)] internal static extern IntPtr amt_bernoulli(IntPtr a, IntPtr generator);
    [DllImport(Library)] internal static extern IntPtr amt_generator_new(ulong seed, int deviceType, int index);
    [DllImport(Library)] internal static extern IntPtr amt_generator_default(int deviceType, int index);
    [DllImport(Library)] internal static extern void amt_generator_release(IntPtr generator);
    [DllImport(Library)] internal static extern int amt_generator_seed(IntPtr generator, ulong seed);
    [DllImport(Library)] internal static extern int amt_generator_reseed(IntPtr generator, ulong* seed);
    [DllImport(Library)] internal static extern int amt_generator_current_seed(IntPtr generator, ulong* seed);
    [DllImport(Library)] internal static extern IntPtr amt_generator_state(IntPtr generator);
    [DllImport(Library)] internal static extern int amt_generator_set_state(IntPtr generator, IntPtr state);
    [DllImport(Library)] internal static extern int amt_manual_seed(ulong seed);

    [DllImport(Library), SuppressGCTransition] internal static extern int amt_requires_grad(IntPtr tensor);
    [DllImport(Library)] internal static extern int amt_set_requires_grad(IntPtr tensor, int value);
    [DllImport(Library), SuppressGCTransition] internal static extern int amt_is_leaf(IntPtr tensor);
    [DllImport(Library)] internal static extern int amt_retain_grad(IntPtr tensor);
    [DllImport(Library)] internal static extern int amt_grad(IntPtr tensor, IntPtr* result);
    [DllImport(Library)] internal static extern int amt_set_grad(IntPtr tensor, IntPtr gradient);
    [DllImport(Library)] internal static extern int amt_zero_grads(IntPtr* tensors, long count, int toNone);

    [DllImport(Library)]
    internal static extern int amt_backward(
        IntPtr* roots, long rootCount, IntPtr* gradients, long gradientCount, int retain, int create, IntPtr* inputs,
        long inputCount);

    [DllImport(Library)]
    internal static extern int amt_gradients(
        IntPtr* outputs, long outputCount, IntPtr* inputs, long inputCount, IntPtr* gradients, long gradientCount,
        int retain, int create, int allowUnused, IntPtr* results);

    [DllImport(Library), SuppressGCTransition] internal static extern int amt_grad_enabled();
    [DllImport(Library), SuppressGCTransition] internal static extern void amt_set_grad_enabled(int enabled);
    [DllImport(Library)] internal static extern IntPtr amt_inference_enter(int enabled);
    [DllImport(Library)] internal static extern void amt_inference_leave(IntPtr guard);

    [DllImport(Library)]
    internal static extern int amt_clip_grad_norm(
        IntPtr* tensors, long count, double maximum, double kind, double* norm);

    [DllImport(Library)] internal static extern int amt_clip_grad_value(IntPtr* tensors, long count, double limit);

    [DllImport(Library)]
    internal static extern IntPtr amt_loss(
        int kind, IntPtr input, IntPtr target, IntPtr weight, IntPtr positive, long reduction, long ignored,
        double extra);

    [DllImport(Library)]
    internal static extern IntPtr amt_layer_norm(
        IntPtr input, long* shape, long count, IntPtr weight, IntPtr bias, double epsilon);

    [DllImport(Library)] internal static extern IntPtr amt_dropout(IntPtr input, double probability, int training);
    [DllImport(Library)] internal static extern IntPtr amt_gelu(IntPtr input, int tanhForm);
    [DllImport(Library)] internal static extern int amt_orthogonal(IntPtr target, double gain);

    [DllImport(Library)]
    internal static extern int amt_adam(
        IntPtr* parameters, long count, IntPtr* first, IntPtr* second, IntPtr* largest, long* steps,
        AdamSettings* settings);

    [DllImport(Library)]
    internal static extern int amt_sgd(
        IntPtr* parameters, long count, IntPtr* velocities, double rate, double momentum, double dampening,
        double decay, int nesterov, int maximize);

    [DllImport(Library)] internal static extern int amt_limit_instructions(int limit);

    [DllImport(Library)]
    internal static extern int amt_mlp_forward(
        long* widths, long layers, int hidden, int outputActivation, IntPtr parameters, IntPtr input, IntPtr output,
        IntPtr rows, int throughLibtorch);

    [DllImport(Library)]
    internal static extern int amt_mlp_backward(
        long* widths, long layers, int hidden, int outputActivation, IntPtr parameters, IntPtr input,
        IntPtr gradient, IntPtr parameterGradient, IntPtr rows, int throughLibtorch);

    [DllImport(Library)]
    internal static extern int amt_adam_replicas(
        IntPtr parameters, IntPtr gradient, IntPtr first, IntPtr second, IntPtr rate, double beta1, double beta2,
        double epsilon, long step, int throughLibtorch);

    [DllImport(Library)] internal static extern IntPtr amt_trace_new();
    [DllImport(Library)] internal static extern void amt_trace_delete(IntPtr trace);

    [DllImport(Library)]
    internal static extern int amt_network_forward(
        long* widths, long layers, int hidden, int outputActivation, IntPtr parameters, IntPtr input, IntPtr goods,
        IntPtr output, IntPtr trace, int throughLibtorch);

    [DllImport(Library)]
    internal static extern int amt_network_backward(IntPtr trace, IntPtr gradient, IntPtr parameterGradient);
}
