using System.Runtime.InteropServices;
using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like(Alike.zeros_like, input, dtype, device, requires_grad);

    public static Tensor ones_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like(Alike.ones_like, input, dtype, device, requires_grad);

    public static Tensor empty_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like(Alike.empty_like, input, dtype, device, requires_grad);

    public static Tensor rand_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like(Alike.rand_like, input, dtype, device, requires_grad);

    public static Tensor randn_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like(Alike.randn_like, input, dtype, device, requires_grad);

    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        Tensor made = empty_like(input, dtype, device);
        made.fill_(value);
        return requires_grad ? made.requires_grad_() : made;
    }

    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        bool real = start.IsReal || stop.IsReal || step.IsReal;
        (int type, int kind, int index) = Placed(dtype ?? (real ? defaultType : ScalarType.Int64), device);
        Tensor made = Tensor.Wrap(Native.amt_arange(start, stop, step, type, kind, index), "arange");
        return requires_grad ? made.requires_grad_() : made;
    }

    public static Tensor arange(
        Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(
        Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        (int type, int kind, int index) = Placed(dtype ?? defaultType, device);
        Tensor made = Tensor.Wrap(Native.amt_linspace(start, end, steps, type, kind, index), "linspace");
        return requires_grad ? made.requires_grad_() : made;
    }

    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        (int type, int kind, int index) = Placed(dtype ?? defaultType, device);
        Tensor made = Tensor.Wrap(Native.amt_eye(rows, columns < 0 ? rows : columns, type, kind, index), "eye");
        return requires_grad ? made.requires_grad_() : made;
    }

    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null) =>
        New(Factory.randint, size, dtype ?? ScalarType.Int64, device, requires_grad, default, generator, low, high);

    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator);

    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null)
    {
        (int type, int kind, int index) = Placed(dtype ?? ScalarType.Int64, device);
        IntPtr made = Native.amt_randperm(n, Generator.Of(generator), type, kind, index);
        GC.KeepAlive(generator);
        return Tensor.Wrap(made, "randperm");
    }

    public static Tensor normal(
        double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null)
    {
        Tensor made = New(Factory.empty, size, dtype, device, false);
        made.normal_(mean, std, generator);
        return requires_grad ? made.requires_grad_() : made;
    }

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) =>
        Drawn(Native.amt_normal(mean.Handle, std.Handle, Generator.Of(generator)), generator, "normal", mean, std);

    public static Tensor multinomial(
        Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        Drawn(
            Native.amt_multinomial(input.Handle, num_samples, replacement ? 1 : 0, Generator.Of(generator)),
            generator, "multinomial", input);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) =>
        Drawn(Native.amt_bernoulli(input.Handle, Generator.Of(generator)), generator, "bernoulli", input);

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A tensor of an array's shape and elements.</summary>
    public static unsafe Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        long[] sizes = new long[rawArray.Rank];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = rawArray.GetLongLength(i);
        }
        ScalarType held = Type.GetTypeCode(rawArray.GetType().GetElementType()) switch
        {
            TypeCode.Single => ScalarType.Float32,
            TypeCode.Double => ScalarType.Float64,
            TypeCode.Int64 => ScalarType.Int64,
            TypeCode.Int32 => ScalarType.Int32,
            TypeCode.Int16 => ScalarType.Int16,
            TypeCode.Byte => ScalarType.Byte,
            TypeCode.SByte => ScalarType.Int8,
            TypeCode.Boolean => ScalarType.Bool,
            _ => throw new ArgumentException($"from_array: no tensor holds elements of {rawArray.GetType().Name}."),
        };
        fixed (byte* data = &MemoryMarshal.GetArrayDataReference(rawArray))
        {
            long width = held is ScalarType.Float64 or ScalarType.Int64 ? 8
                : held is ScalarType.Float32 or ScalarType.Int32 ? 4
                : held is ScalarType.Int16 ? 2 : 1;
            return Placed(Copied(data, rawArray.LongLength * width, sizes, held), dtype, device, requires_grad);
        }
    }

    internal static unsafe Tensor Filled<T>(
        ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        fixed (T* first = data)
        {
            Tensor made = Copied(first, (long)data.Length * sizeof(T), dimensions, TypeOf<T>());
            return Placed(made, dtype, device, requiresGrad);
        }
    }

    internal static unsafe Tensor New(
        Factory kind, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requiresGrad,
        Scalar value = default, Generator? generator = null, long low = 0, long high = 0)
    {
        // As in PyTorch: a whole number fills a tensor of whole numbers.
        ScalarType type = dtype ?? (kind == Factory.full && !value.IsReal ? value.Natural : defaultType);
        (int held, int where, int index) = Placed(type, device);
        IntPtr result;
        fixed (long* first = size)
        {
            result = Native.amt_new(
                (int)kind, first, size.Length, value, low, high, Generator.Of(generator), held, where, index,
                requiresGrad ? 1 : 0);
        }
        GC.KeepAlive(generator);
        if (result == IntPtr.Zero)
        {
            throw TorchException.WithNumbers(kind.ToString(), Tensor.Listed(size));
        }
        return new Tensor(result);
    }

    private static unsafe Tensor Copied(void* data, long bytes, ReadOnlySpan<long> sizes, ScalarType type)
    {
        IntPtr result;
        fixed (long* dimensions = sizes)
        {
            result = Native.amt_from_memory(data, bytes, dimensions, sizes.Length, (int)type);
        }
        return result != IntPtr.Zero
            ? new Tensor(result)
            : throw TorchException.WithNumbers("tensor", $"{type}{Tensor.Listed(sizes)}");
    }

    private static Tensor Placed(Tensor made, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        if ((dtype is { } type && type != made.dtype) || (device is not null && device.type != DeviceType.CPU))
        {
            made = made.to(dtype ?? made.dtype, device ?? CPU, disposeAfter: true);
        }
        return requiresGrad ? made.requires_grad_() : made;
    }

    private static (int Type, int Kind, int Index) Placed(ScalarType type, Device? device) =>
        ((int)type, (int)(device?.type ?? DeviceType.CPU), device?.index ?? -1);

    private static Tensor Like(Alike kind, Tensor input, ScalarType? dtype, Device? device, bool requiresGrad) =>
        Tensor.Wrap(
            Native.amt_like(
                (int)kind, input.Handle, Tensor.Of(dtype), device is null ? -1 : (int)device.type,
                device?.index ?? -1, requiresGrad ? 1 : 0),
            kind.ToString(), input);

    private static Tensor Drawn(IntPtr result, Generator? generator, string operation, params Tensor[] operands)
    {
        GC.KeepAlive(generator);
        return Tensor.Wrap(result, operation, operands);
    }

    public partial class Tensor
    {
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Randomize(Randomized.uniform_, from, to, generator);

        public Tensor normal_(double mean = 0, double stddev = 1, Generator? generator = null) =>
            Randomize(Randomized.normal_, mean, stddev, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Randomize(Randomized.bernoulli_, p, 0, generator);

        public Tensor exponential_(double lambda = 1, Generator? generator = null) =>
            Randomize(Randomized.exponential_, lambda, 0, generator);

        private Tensor Randomize(Randomized kind, double a, double b, Generator? generator)
        {
            Check(Native.amt_randomize((int)kind, Handle, a, b, Generator.Of(generator)), kind.ToString(), this);
            GC.KeepAlive(generator);
            return this;
        }
    }
}
