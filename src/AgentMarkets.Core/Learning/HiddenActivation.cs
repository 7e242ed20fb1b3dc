using AgentMarkets.Torch;

namespace AgentMarkets.Core.Learning;

/// <summary>What a hidden unit of a network does with its sum, as a setting.</summary>
public enum HiddenActivation
{
    Relu,
    Selu,
    Silu,
    Tanh,
    Sigmoid,
    Softplus,
}

public static class HiddenActivations
{
    /// <summary>The same, as networks are built of it.</summary>
    public static Activation ToActivation(this HiddenActivation hidden) => Enum.Parse<Activation>(hidden.ToString());
}
