using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class ReLU(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(ReLU))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
    }

    public sealed class SELU(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(SELU))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.selu(tensor, inplace);
    }

    public sealed class SiLU(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(SiLU))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.silu(tensor, inplace);
    }

    public sealed class ELU(double alpha = 1, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(ELU))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.elu(tensor, alpha, inplace);
    }

    public sealed class GELU() : nn.Module<Tensor, Tensor>(nameof(GELU))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor);
    }

    public sealed class LeakyReLU(double negative_slope = 0.01) : nn.Module<Tensor, Tensor>(nameof(LeakyReLU))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, negative_slope);
    }

    public sealed class Tanh(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Tanh))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor, inplace);
    }

    public sealed class Sigmoid(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Sigmoid))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor, inplace);
    }

    public sealed class Softplus(double beta = 1, double threshold = 20) : nn.Module<Tensor, Tensor>(nameof(Softplus))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.softplus(tensor, beta, threshold);
    }

    public sealed class Softmax(long dim) : nn.Module<Tensor, Tensor>(nameof(Softmax))
    {
        public override Tensor forward(Tensor tensor) => tensor.softmax(dim);
    }

    public sealed class LogSoftmax(long dim) : nn.Module<Tensor, Tensor>(nameof(LogSoftmax))
    {
        public override Tensor forward(Tensor tensor) => tensor.log_softmax(dim);
    }

    public sealed class Identity() : nn.Module<Tensor, Tensor>(nameof(Identity))
    {
        public override Tensor forward(Tensor tensor) => tensor.alias();
    }

    /// <summary>Zeroes a share of the elements while training.</summary>
    public sealed class Dropout(double p = 0.5, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Dropout))
    {
        public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);

            public static Modules.SELU SELU(bool inplace = false) => new(inplace);

            public static Modules.SiLU SiLU(bool inplace = false) => new(inplace);

            public static Modules.ELU ELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);

            public static Modules.GELU GELU() => new();

            public static Modules.LeakyReLU LeakyReLU(double negative_slope = 0.01) => new(negative_slope);

            public static Modules.Tanh Tanh(bool inplace = false) => new(inplace);

            public static Modules.Sigmoid Sigmoid(bool inplace = false) => new(inplace);

            public static Modules.Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);

            public static Modules.Softmax Softmax(long dim) => new(dim);

            public static Modules.LogSoftmax LogSoftmax(long dim) => new(dim);

            public static Modules.Identity Identity() => new();

            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
