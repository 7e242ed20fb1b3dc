using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sub(Tensor target) => Run(Binary.sub, this, target);

        public Tensor sub(Scalar target) => Run(Scaled.sub, this, target);

        public Tensor mul(Tensor target) => Run(Binary.mul, this, target);

        public Tensor mul(Scalar target) => Run(Scaled.mul, this, target);

        public Tensor pow(Tensor exponent) => Run(Binary.pow, this, exponent);

        public Tensor pow(Scalar exponent) => Run(Scaled.pow, this, exponent);

        public Tensor remainder(Tensor target) => Run(Binary.remainder, this, target);

        public Tensor remainder(Scalar target) => Run(Scaled.remainder, this, target);

        public Tensor fmod(Tensor target) => Run(Binary.fmod, this, target);

        public Tensor fmod(Scalar target) => Run(Scaled.fmod, this, target);

        public Tensor sub_(Tensor target) => InPlace(Binary.sub_, target);

        public Tensor sub_(Scalar target) => InPlace(Scaled.sub_, target);

        public Tensor mul_(Tensor target) => InPlace(Binary.mul_, target);

        public Tensor mul_(Scalar target) => InPlace(Scaled.mul_, target);

        public Tensor div_(Tensor target) => InPlace(Binary.div_, target);

        public Tensor div_(Scalar target) => InPlace(Scaled.div_, target);

        public Tensor pow_(Tensor target) => InPlace(Binary.pow_, target);

        public Tensor pow_(Scalar target) => InPlace(Scaled.pow_, target);

        public Tensor eq(Tensor target) => Run(Binary.eq, this, target);

        /// <summary>Element by element, as in TorchSharp.</summary>
        public Tensor equal(Tensor target) => eq(target);

        public Tensor eq(Scalar target) => Run(Scaled.eq, this, target);

        public Tensor ne(Tensor target) => Run(Binary.ne, this, target);

        public Tensor ne(Scalar target) => Run(Scaled.ne, this, target);

        public Tensor lt(Tensor target) => Run(Binary.lt, this, target);

        public Tensor lt(Scalar target) => Run(Scaled.lt, this, target);

        public Tensor le(Tensor target) => Run(Binary.le, this, target);

        public Tensor le(Scalar target) => Run(Scaled.le, this, target);

        public Tensor gt(Tensor target) => Run(Binary.gt, this, target);

        public Tensor gt(Scalar target) => Run(Scaled.gt, this, target);

        public Tensor ge(Tensor target) => Run(Binary.ge, this, target);

        public Tensor ge(Scalar target) => Run(Scaled.ge, this, target);

        public Tensor bitwise_and(Tensor target) => Run(Binary.bitwise_and, this, target);

        public Tensor bitwise_and(Scalar target) => Run(Scaled.bitwise_and, this, target);

        public Tensor bitwise_or(Tensor target) => Run(Binary.bitwise_or, this, target);

        public Tensor bitwise_or(Scalar target) => Run(Scaled.bitwise_or, this, target);

        public Tensor bitwise_xor(Tensor target) => Run(Binary.bitwise_xor, this, target);

        public Tensor bitwise_xor(Scalar target) => Run(Scaled.bitwise_xor, this, target);

        public Tensor logical_and(Tensor other) => Run(Binary.logical_and, this, other);

        public Tensor logical_or(Tensor other) => Run(Binary.logical_or, this, other);

        public Tensor logical_xor(Tensor other) => Run(Binary.logical_xor, this, other);

        public Tensor atan2(Tensor other) => Run(Binary.atan2, this, other);

        public Tensor maximum(Tensor other) => Run(Binary.maximum, this, other);

        public Tensor minimum(Tensor other) => Run(Binary.minimum, this, other);

        public Tensor logical_and_(Tensor other) => InPlace(Binary.logical_and_, other);

        public Tensor logical_or_(Tensor other) => InPlace(Binary.logical_or_, other);

        public Tensor add(Tensor target) => Run(Binary.add, this, target);

        public Tensor add(Tensor target, Scalar alpha) => Run(Ternary.add, this, target, null, alpha);

        public Tensor add(Scalar scalar) => Run(Scaled.add, this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Run(Scaled.add, this, scalar.AsDouble * alpha.AsDouble);

        public Tensor add_(Tensor target) => InPlace(Binary.add_, target);

        public Tensor add_(Tensor target, Scalar alpha) => InPlace(Ternary.add_, target, null, alpha);

        public Tensor add_(Scalar scalar) => InPlace(Scaled.add_, scalar);

        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(Scaled.add_, scalar.AsDouble * alpha.AsDouble);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Run(Quotient<Binary>(rounding_mode, Binary.div, Binary.div_trunc, Binary.div_floor), this, target);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Run(Quotient<Scaled>(rounding_mode, Scaled.div, Scaled.div_trunc, Scaled.div_floor), this, target);

        public Tensor floor_divide(Tensor other) => Run(Binary.div_floor, this, other);

        public Tensor floor_divide(Scalar other) => Run(Scaled.div_floor, this, other);

        public Tensor fill_(Scalar value) => InPlace(Scaled.fill_, value);

        public Tensor copy_(Tensor source, bool non_blocking = false) => InPlace(Binary.copy_, source);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => (min, max) switch
        {
            ({ } low, { } high) => Run(Ternary.clamp, this, null, null, low, high),
            ({ } low, null) => Run(Scaled.clamp_min, this, low),
            (null, { } high) => Run(Scaled.clamp_max, this, high),
            _ => throw new ArgumentException("clamp needs a lower or an upper bound."),
        };

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Run(Ternary.clamp_tensor, this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => (min, max) switch
        {
            ({ } low, { } high) => InPlace(Ternary.clamp_, null, null, low, high),
            ({ } low, null) => InPlace(Scaled.clamp_min_, low),
            (null, { } high) => InPlace(Scaled.clamp_max_, high),
            _ => throw new ArgumentException("clamp_ needs a lower or an upper bound."),
        };

        public Tensor clamp_min(Scalar min) => Run(Scaled.clamp_min, this, min);

        public Tensor clamp_max(Scalar max) => Run(Scaled.clamp_max, this, max);

        public Tensor lerp(Tensor end, Tensor weight) => Run(Ternary.lerp, this, end, weight);

        public Tensor lerp(Tensor end, Scalar weight) => Run(Ternary.lerp, this, end, null, weight);

        public Tensor lerp_(Tensor end, Scalar weight) => InPlace(Ternary.lerp_, end, null, weight);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Run(Ternary.addcmul, this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            InPlace(Ternary.addcmul_, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Run(Ternary.addcdiv, this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            InPlace(Ternary.addcdiv_, tensor1, tensor2, value);

        private static T Quotient<T>(RoundingMode mode, T plain, T towardsZero, T down) => mode switch
        {
            RoundingMode.None => plain,
            RoundingMode.trunc => towardsZero,
            RoundingMode.floor => down,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such rounding mode."),
        };

        public Tensor matmul(Tensor target) => Run(Binary.matmul, this, target);

        public Tensor mm(Tensor target) => Run(Binary.mm, this, target);

        public Tensor mv(Tensor target) => Run(Binary.mv, this, target);

        public Tensor dot(Tensor target) => Run(Binary.dot, this, target);

        public Tensor outer(Tensor target) => Run(Binary.outer, this, target);

        public Tensor bmm(Tensor batch2) => Run(Binary.bmm, this, batch2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Run(Ternary.addmm, this, mat1, mat2, beta, alpha);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Run(Ternary.addmv, this, mat, vec, beta, alpha);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Run(Ternary.baddbmm, this, batch1, batch2, beta, alpha);

        public Tensor inverse() => Run(Unary.inverse, this);

        public Tensor det() => Run(Unary.det, this);

        public Tensor trace() => Run(Unary.trace, this);

        public Tensor diag() => Run(Unary.diag, this);
    }
}
