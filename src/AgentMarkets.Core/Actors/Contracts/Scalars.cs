namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>One value, which every schema language has by itself.</summary>
internal abstract class ScalarShape<T>(ShapeKind kind) : Shape<T>
{
    public override string Name { get; } = $"{kind}";

    public override ShapeKind Kind => kind;

    public override Type? Home => null;
}

internal sealed class Int64Shape() : ScalarShape<long>(ShapeKind.Int64)
{
    public override void Write(IContractWriter writer, long value) => writer.Number(value);

    public override long Read(IContractReader reader) => reader.Number();
}

internal sealed class Int32Shape() : ScalarShape<int>(ShapeKind.Int32)
{
    public override void Write(IContractWriter writer, int value) => writer.Number(value);

    public override int Read(IContractReader reader) => Checked(reader.Number());

    internal static int Checked(long number) => number is >= int.MinValue and <= int.MaxValue
        ? (int)number
        : throw new FormatException($"{number} is no number of 32 bits.");
}

internal sealed class FlagShape() : ScalarShape<bool>(ShapeKind.Flag)
{
    public override void Write(IContractWriter writer, bool value) => writer.Flag(value);

    public override bool Read(IContractReader reader) => reader.Flag();
}

internal sealed class RealShape() : ScalarShape<double>(ShapeKind.Real)
{
    public override void Write(IContractWriter writer, double value) => writer.Real(value);

    public override double Read(IContractReader reader) => reader.Real();
}

internal sealed class TextShape() : ScalarShape<string>(ShapeKind.Text)
{
    internal override string Zero => "";

    public override void Write(IContractWriter writer, string value) => writer.Text(value);

    public override string Read(IContractReader reader) => reader.Text();
}

internal sealed class BytesShape() : ScalarShape<byte[]>(ShapeKind.Bytes)
{
    internal override byte[] Zero => [];

    public override void Write(IContractWriter writer, byte[] value) => writer.Bytes(value);

    public override byte[] Read(IContractReader reader) => reader.Bytes().ToArray();
}

/// <summary>By number; a number without a name is refused.</summary>
internal sealed class EnumerationShape<T> : Shape<T>
    where T : struct, Enum
{
    private readonly T[] _values;
    private readonly long[] _numbers;

    /// <summary>All that <typeparamref name="T"/> names.</summary>
    public EnumerationShape()
        : this(Enum.GetValues<T>())
    {
    }

    /// <param name="values">Those of <typeparamref name="T"/> that may travel.</param>
    public EnumerationShape(IEnumerable<T> values)
    {
        _values = [.. values];
        _numbers = [.. _values.Select(value => Convert.ToInt64(value))];
        Members = [.. _values.Select((value, i) => new MemberContract(_numbers[i], $"{value}"))];
        if (!_numbers.Contains(0) || _numbers.Distinct().Count() < _numbers.Length)
        {
            throw new ContractException($"{typeof(T)} cannot be carried: one of its names must be 0, and none two.");
        }
    }

    public override string Name => typeof(T).Name;

    public override ShapeKind Kind => ShapeKind.Enumeration;

    public override Type? Home => typeof(T);

    public override IReadOnlyList<MemberContract> Members { get; }

    public override void Write(IContractWriter writer, T value)
    {
        int at = Array.IndexOf(_values, value);
        writer.Number(at >= 0 ? _numbers[at] : throw new FormatException($"{value} is no {Name}."));
    }

    public override T Read(IContractReader reader)
    {
        long number = reader.Number();
        int at = Array.IndexOf(_numbers, number);
        return at >= 0 ? _values[at] : throw new FormatException($"{number} is no {Name}.");
    }
}
