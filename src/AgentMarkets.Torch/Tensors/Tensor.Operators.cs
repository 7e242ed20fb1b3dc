using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Run(Binary.add, left, right);

        public static Tensor operator +(Tensor left, Scalar right) => Run(Scaled.add, left, right);

        public static Tensor operator +(Scalar left, Tensor right) => Run(Scaled.add, right, left);

        public static Tensor operator *(Tensor left, Tensor right) => Run(Binary.mul, left, right);

        public static Tensor operator *(Tensor left, Scalar right) => Run(Scaled.mul, left, right);

        public static Tensor operator *(Scalar left, Tensor right) => Run(Scaled.mul, right, left);

        public static Tensor operator -(Tensor left, Tensor right) => Run(Binary.sub, left, right);

        public static Tensor operator -(Tensor left, Scalar right) => Run(Scaled.sub, left, right);

        public static Tensor operator -(Scalar left, Tensor right) => Run(Scaled.rsub, right, left);

        public static Tensor operator /(Tensor left, Tensor right) => Run(Binary.div, left, right);

        public static Tensor operator /(Tensor left, Scalar right) => Run(Scaled.div, left, right);

        public static Tensor operator /(Scalar left, Tensor right) => Run(Scaled.rdiv, right, left);

        public static Tensor operator %(Tensor left, Tensor right) => Run(Binary.remainder, left, right);

        public static Tensor operator %(Tensor left, Scalar right) => Run(Scaled.remainder, left, right);

        public static Tensor operator -(Tensor tensor) => Run(Unary.neg, tensor);

        public static Tensor operator ~(Tensor tensor) => Run(Unary.bitwise_not, tensor);

        public static Tensor operator &(Tensor left, Tensor right) => Run(Binary.bitwise_and, left, right);

        public static Tensor operator &(Tensor left, Scalar right) => Run(Scaled.bitwise_and, left, right);

        public static Tensor operator |(Tensor left, Tensor right) => Run(Binary.bitwise_or, left, right);

        public static Tensor operator |(Tensor left, Scalar right) => Run(Scaled.bitwise_or, left, right);

        public static Tensor operator ^(Tensor left, Tensor right) => Run(Binary.bitwise_xor, left, right);

        public static Tensor operator ^(Tensor left, Scalar right) => Run(Scaled.bitwise_xor, left, right);

        public static Tensor operator ==(Tensor left, Tensor right) => Run(Binary.eq, left, right);

        public static Tensor operator ==(Tensor left, Scalar right) => Run(Scaled.eq, left, right);

        public static Tensor operator ==(Scalar left, Tensor right) => Run(Scaled.eq, right, left);

        public static Tensor operator !=(Tensor left, Tensor right) => Run(Binary.ne, left, right);

        public static Tensor operator !=(Tensor left, Scalar right) => Run(Scaled.ne, left, right);

        public static Tensor operator !=(Scalar left, Tensor right) => Run(Scaled.ne, right, left);

        public static Tensor operator <(Tensor left, Tensor right) => Run(Binary.lt, left, right);

        public static Tensor operator <(Tensor left, Scalar right) => Run(Scaled.lt, left, right);

        public static Tensor operator <(Scalar left, Tensor right) => Run(Scaled.gt, right, left);

        public static Tensor operator <=(Tensor left, Tensor right) => Run(Binary.le, left, right);

        public static Tensor operator <=(Tensor left, Scalar right) => Run(Scaled.le, left, right);

        public static Tensor operator <=(Scalar left, Tensor right) => Run(Scaled.ge, right, left);

        public static Tensor operator >(Tensor left, Tensor right) => Run(Binary.gt, left, right);

        public static Tensor operator >(Tensor left, Scalar right) => Run(Scaled.gt, left, right);

        public static Tensor operator >(Scalar left, Tensor right) => Run(Scaled.lt, right, left);

        public static Tensor operator >=(Tensor left, Tensor right) => Run(Binary.ge, left, right);

        public static Tensor operator >=(Tensor left, Scalar right) => Run(Scaled.ge, left, right);

        public static Tensor operator >=(Scalar left, Tensor right) => Run(Scaled.le, right, left);

        /// <summary>Identity of the object: <c>==</c> compares element by element, the overload for tensors all of
        /// them.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        // With this conversion a Scalar is the better target of a number, so that t * 2 and t.mul(0.5) make no tensor.
        public static implicit operator Tensor(Scalar value) => full([], value);

        public static implicit operator Tensor(bool value) => tensor(value);

        public static implicit operator Tensor(byte value) => tensor(value);

        public static implicit operator Tensor(short value) => tensor(value);

        public static implicit operator Tensor(int value) => tensor(value);

        public static implicit operator Tensor(long value) => tensor(value);

        public static implicit operator Tensor(float value) => tensor(value);

        public static implicit operator Tensor(double value) => tensor(value);

        public static implicit operator Tensor(bool[] value) => tensor(value);

        public static implicit operator Tensor(int[] value) => tensor(value);

        public static implicit operator Tensor(long[] value) => tensor(value);

        public static implicit operator Tensor(float[] value) => tensor(value);

        public static implicit operator Tensor(double[] value) => tensor(value);

        public static explicit operator bool(Tensor value) => value.item<bool>();

        public static explicit operator int(Tensor value) => value.item<int>();

        public static explicit operator long(Tensor value) => value.item<long>();

        public static explicit operator float(Tensor value) => value.item<float>();

        public static explicit operator double(Tensor value) => value.item<double>();
    }
}
