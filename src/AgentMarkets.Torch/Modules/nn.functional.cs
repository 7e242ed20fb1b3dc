using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How the losses of a batch become one.</summary>
        public enum Reduction
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>Layers and losses as functions.</summary>
        public static class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Tensor.Run(Ternary.linear, input, weights, bias);

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor selu(Tensor x, bool inplace = false) => inplace ? x.selu_().alias() : x.selu();

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_().alias() : x.silu();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_().alias() : x.sigmoid();

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                Tensor.Run(Scaled.elu, x, alpha);

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Tensor.Run(Scaled.leaky_relu, input, negative_slope);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Tensor.Run(Ternary.softplus, x, null, null, beta, threshold);

            public static Tensor logsigmoid(Tensor x) => Tensor.Run(Unary.log_sigmoid, x);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Lost(Loss.mse_loss, input, target, null, null, reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Lost(Loss.l1_loss, input, target, null, null, reduction);

            public static Tensor smooth_l1_loss(
                Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                Lost(Loss.smooth_l1_loss, input, target, null, null, reduction, beta);

            public static Tensor huber_loss(
                Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                Lost(Loss.huber_loss, input, target, null, null, reduction, delta);

            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                Lost(Loss.cross_entropy, input, target, weight, null, reduction, label_smoothing, ignore_index);

            public static Tensor nll_loss(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Lost(Loss.nll_loss, input, target, weight, null, reduction);

            public static Tensor kl_div(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Lost(Loss.kl_div, input, target, null, null, reduction);

            public static Tensor binary_cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Lost(Loss.binary_cross_entropy, input, target, weight, null, reduction);

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean,
                Tensor? pos_weights = null) =>
                Lost(Loss.binary_cross_entropy_with_logits, input, target, weight, pos_weights, reduction);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Tensor.Wrap(Native.amt_dropout(input.Handle, p, training ? 1 : 0), "dropout", input);

            public static Tensor embedding(Tensor input, Tensor weight, long padding_idx = -1) =>
                Tensor.Wrap(
                    Native.amt_embedding(weight.Handle, input.Handle, padding_idx), "embedding", weight, input);

            public static unsafe Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
            {
                fixed (long* sizes = normalized_shape)
                {
                    return Tensor.Wrap(
                        Native.amt_layer_norm(
                            input.Handle, sizes, normalized_shape.Length, Tensor.Of(weight), Tensor.Of(bias), eps),
                        "layer_norm", input, weight, bias);
                }
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1) =>
                Tensor.Wrap(Native.amt_one_hot(x.Handle, num_classes), "one_hot", x);

            private static Tensor Lost(
                Loss kind, Tensor input, Tensor target, Tensor? weight, Tensor? positive, Reduction reduction,
                double extra = 0, long ignored = -100) =>
                Tensor.Wrap(
                    Native.amt_loss(
                        (int)kind, input.Handle, target.Handle, Tensor.Of(weight), Tensor.Of(positive),
                        (long)reduction, ignored, extra),
                    kind.ToString(), input, target, weight, positive);
        }
    }
}
