namespace TorchSharp;

/// <summary>
/// A number as an operand: an integer, a double or a bool. A value, so that passing one allocates nothing.
/// </summary>
public readonly struct Scalar
{
    // The layout native/abi.h reads: a kind (0 integer, 1 double, 2 bool) and the bits.
    private readonly long kind;
    private readonly long bits;

    private Scalar(long kind, long bits) => (this.kind, this.bits) = (kind, bits);

    public static implicit operator Scalar(byte value) => new(0, value);
    public static implicit operator Scalar(sbyte value) => new(0, value);
    public static implicit operator Scalar(short value) => new(0, value);
    public static implicit operator Scalar(int value) => new(0, value);
    public static implicit operator Scalar(long value) => new(0, value);
    public static implicit operator Scalar(float value) => new(1, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(double value) => new(1, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(bool value) => new(2, value ? 1 : 0);

    /// <summary>Whether the number is a double, so that integers become floating point with it.</summary>
    internal bool IsReal => kind == 1;

    /// <summary>The element type of a tensor filled with the number where none is named.</summary>
    internal torch.ScalarType Natural => kind switch
    {
        1 => torch.get_default_dtype(),
        2 => torch.ScalarType.Bool,
        _ => torch.ScalarType.Int64,
    };

    internal double AsDouble => kind == 1 ? BitConverter.Int64BitsToDouble(bits) : bits;

    public override string ToString() => kind switch
    {
        1 => AsDouble.ToString("R"),
        2 => bits != 0 ? "true" : "false",
        _ => bits.ToString(),
    };
}
