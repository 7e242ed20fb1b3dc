using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

// Numbers travel as one stretch of memory: no number is looked at by itself.

internal sealed class DoublesShape : Shape<double[]>
{
    public override string Name => "Doubles";

    public override Type Home => typeof(IMessage);

    public override IReadOnlyList<FieldContract> Fields { get; } =
        [new(1, "Values", new NumbersShape(ShapeKind.Reals), Presence.Repeated)];

    public override void Write(IContractWriter writer, double[] value)
    {
        writer.BeginRecord(1);
        writer.Field(1);
        writer.Reals(value);
        writer.EndRecord();
    }

    public override double[] Read(IContractReader reader)
    {
        double[] values = [];
        reader.BeginRecord();
        while (reader.NextField() is > 0 and var field)
        {
            values = field == 1
                ? MemoryMarshal.Cast<byte, double>(reader.Reals()).ToArray()
                : throw Unknown(Name, field);
        }
        return values;
    }
}

internal sealed class MatrixShape : Shape<double[,]>
{
    public override string Name => "Matrix";

    public override Type Home => typeof(IMessage);

    public override IReadOnlyList<FieldContract> Fields { get; } =
    [
        new(1, "Rows", new Int32Shape(), Presence.Once), new(2, "Columns", new Int32Shape(), Presence.Once),
        new(3, "Values", new NumbersShape(ShapeKind.Reals), Presence.Repeated),
    ];

    public override void Write(IContractWriter writer, double[,] value)
    {
        writer.BeginRecord(3);
        writer.Field(1);
        writer.Number(value.GetLength(0));
        writer.Field(2);
        writer.Number(value.GetLength(1));
        writer.Field(3);
        writer.Reals(Flat(value));
        writer.EndRecord();
    }

    public override double[,] Read(IContractReader reader)
    {
        int rows = 0, columns = 0;
        double[,]? values = null;
        reader.BeginRecord();
        while (reader.NextField() is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    rows = Int32Shape.Checked(reader.Number());
                    break;
                case 2:
                    columns = Int32Shape.Checked(reader.Number());
                    break;
                case 3:
                    values = Filled(rows, columns, reader.Reals());
                    break;
                default:
                    throw Unknown(Name, field);
            }
        }
        return values ?? Filled(rows, columns, []);
    }

    private static double[,] Filled(int rows, int columns, ReadOnlySpan<byte> bytes)
    {
        if (rows < 0 || columns < 0 || (long)rows * columns * sizeof(double) != bytes.Length)
        {
            throw new FormatException($"{bytes.Length} bytes are no matrix of {rows} x {columns} numbers.");
        }
        var values = new double[rows, columns];
        bytes.CopyTo(MemoryMarshal.AsBytes(Flat(values)));
        return values;
    }

    private static Span<double> Flat(double[,] values) => values.Length == 0
        ? []
        : MemoryMarshal.CreateSpan(ref values[0, 0], values.Length);
}

/// <summary>Element type, sizes of the axes, and the elements row by row.</summary>
internal sealed class TensorShape : Shape<Tensor>
{
    private static readonly EnumerationShape<ScalarType> s_type = new(TensorLanding.ElementSizes.Keys.Order());

    public override string Name => "Tensor";

    public override Type Home => typeof(IMessage);

    public override IReadOnlyList<FieldContract> Fields { get; } =
    [
        new(1, "Type", s_type, Presence.Once),
        new(2, "Shape", new NumbersShape(ShapeKind.Numbers), Presence.Repeated),
        new(3, "Elements", new BytesShape(), Presence.Once),
    ];

    public override void Write(IContractWriter writer, Tensor value)
    {
        writer.BeginRecord(3);
        writer.Field(1);
        s_type.Write(writer, value.dtype);
        writer.Field(2);
        writer.Numbers(value.shape);
        writer.Field(3);
        writer.Elements(value);
        writer.EndRecord();
    }

    public override Tensor Read(IContractReader reader)
    {
        long type = 0;
        long[] shape = [];
        Tensor? tensor = null;
        reader.BeginRecord();
        while (reader.NextField() is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    type = reader.Number();
                    break;
                case 2:
                    shape = reader.Numbers();
                    break;
                case 3 when tensor is null:
                    tensor = reader.Tensors.Land(type, shape, reader.Bytes());
                    break;
                default:
                    throw Unknown(Name, field);
            }
        }
        return tensor ?? reader.Tensors.Land(type, shape, []);
    }

    protected override Tensor Changed(Tensor value, Func<Tensor, Tensor> change) => change(value);
}

/// <summary>Only described: who has such numbers writes them itself.</summary>
internal sealed class NumbersShape(ShapeKind kind) : Shape
{
    public override string Name => $"{Kind}";

    public override ShapeKind Kind => kind;

    public override Type? Home => null;
}
