namespace AgentMarkets.Torch;

/// <summary>The functions after a network's layers, in the order of <c>native/mlp_kernels.h</c>.</summary>
public enum Activation
{
    Identity,
    Relu,
    Selu,
    Silu,
    Tanh,
    Sigmoid,
    Softplus,
}
