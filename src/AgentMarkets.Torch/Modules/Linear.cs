using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x W^T + b, started as PyTorch does: uniform within one over the square root of the inputs.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        public Linear(
            long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            : this(
                new Parameter(empty(outputSize, inputSize, dtype, device)),
                hasBias ? new Parameter(empty(outputSize, dtype, device)) : null)
        {
            double bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            nn.init.uniform_(weight, -bound, bound);
            if (bias is not null)
            {
                nn.init.uniform_(bias, -bound, bound);
            }
        }

        public Linear(Parameter weight, Parameter? bias = null)
            : base(nameof(Linear))
        {
            this.weight = weight;
            this.bias = bias;
            register_parameter(nameof(weight), weight);
            if (bias is not null)
            {
                register_parameter(nameof(bias), bias);
            }
        }

        public Parameter weight { get; }

        public Parameter? bias { get; }

        public long in_features => weight.size(1);

        public long out_features => weight.size(0);

        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Modules.Linear Linear(Modules.Parameter weight, Modules.Parameter? bias = null) =>
                new(weight, bias);

            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) =>
                new(data, requires_grad);
        }
    }
}
