using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor neg() => Run(Unary.neg, this);

        public Tensor abs() => Run(Unary.abs, this);

        public Tensor sign() => Run(Unary.sign, this);

        public Tensor exp() => Run(Unary.exp, this);

        public Tensor expm1() => Run(Unary.expm1, this);

        public Tensor log() => Run(Unary.log, this);

        public Tensor log1p() => Run(Unary.log1p, this);

        public Tensor log2() => Run(Unary.log2, this);

        public Tensor log10() => Run(Unary.log10, this);

        public Tensor sqrt() => Run(Unary.sqrt, this);

        public Tensor rsqrt() => Run(Unary.rsqrt, this);

        public Tensor square() => Run(Unary.square, this);

        public Tensor reciprocal() => Run(Unary.reciprocal, this);

        public Tensor sin() => Run(Unary.sin, this);

        public Tensor cos() => Run(Unary.cos, this);

        public Tensor tan() => Run(Unary.tan, this);

        public Tensor atan() => Run(Unary.atan, this);

        public Tensor tanh() => Run(Unary.tanh, this);

        public Tensor erf() => Run(Unary.erf, this);

        public Tensor floor() => Run(Unary.floor, this);

        public Tensor ceil() => Run(Unary.ceil, this);

        public Tensor round() => Run(Unary.round, this);

        public Tensor trunc() => Run(Unary.trunc, this);

        public Tensor sigmoid() => Run(Unary.sigmoid, this);

        public Tensor logit() => Run(Unary.logit, this);

        public Tensor relu() => Run(Unary.relu, this);

        public Tensor selu() => Run(Unary.selu, this);

        public Tensor silu() => Run(Unary.silu, this);

        public Tensor gelu() => Run(Unary.gelu, this);

        public Tensor logical_not() => Run(Unary.logical_not, this);

        public Tensor bitwise_not() => Run(Unary.bitwise_not, this);

        public Tensor isnan() => Run(Unary.isnan, this);

        public Tensor isinf() => Run(Unary.isinf, this);

        public Tensor isfinite() => Run(Unary.isfinite, this);

        public Tensor negative() => neg();

        public Tensor neg_() => InPlace(Unary.neg_);

        public Tensor abs_() => InPlace(Unary.abs_);

        public Tensor exp_() => InPlace(Unary.exp_);

        public Tensor log_() => InPlace(Unary.log_);

        public Tensor sqrt_() => InPlace(Unary.sqrt_);

        public Tensor square_() => InPlace(Unary.square_);

        public Tensor tanh_() => InPlace(Unary.tanh_);

        public Tensor sigmoid_() => InPlace(Unary.sigmoid_);

        public Tensor relu_() => InPlace(Unary.relu_);

        public Tensor selu_() => InPlace(Unary.selu_);

        public Tensor silu_() => InPlace(Unary.silu_);

        public Tensor floor_() => InPlace(Unary.floor_);

        public Tensor round_() => InPlace(Unary.round_);

        public Tensor zero_() => InPlace(Unary.zero_);
    }
}
