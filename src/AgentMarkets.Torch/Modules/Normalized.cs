using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Ba, Kiros and Hinton (2016): each row to mean zero and variance one, then scaled and shifted.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] shape;
        private readonly double eps;

        public LayerNorm(
            long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
            Device? device = null, ScalarType? dtype = null)
            : base(nameof(LayerNorm))
        {
            shape = normalized_shape;
            this.eps = eps;
            if (!elementwise_affine)
            {
                return;
            }
            weight = new Parameter(ones(normalized_shape, dtype, device));
            register_parameter(nameof(weight), weight);
            if (bias)
            {
                this.bias = new Parameter(zeros(normalized_shape, dtype, device));
                register_parameter(nameof(bias), this.bias);
            }
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public override Tensor forward(Tensor tensor) =>
            nn.functional.layer_norm(tensor, shape, weight, bias, eps);
    }

    /// <summary>Rows of a table, chosen by number.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long padding;

        public Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, Device? device = null,
            ScalarType? dtype = null)
            : base(nameof(Embedding))
        {
            padding = padding_idx ?? -1;
            weight = new Parameter(randn(num_embeddings, embedding_dims, dtype, device));
            if (padding_idx is { } row)
            {
                using IDisposable off = no_grad();
                using Tensor padded = weight[row];
                padded.zero_();
            }
            register_parameter(nameof(weight), weight);
        }

        public Parameter weight { get; }

        public override unsafe Tensor forward(Tensor input) => nn.functional.embedding(input, weight, padding);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.LayerNorm LayerNorm(
                long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static Modules.LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            public static Modules.Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, Device? device = null,
                ScalarType? dtype = null) =>
                new(num_embeddings, embedding_dims, padding_idx, device, dtype);
        }
    }
}
