using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The element of a tensor that has one.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            double real;
            long whole;
            Check(Native.amt_item(Handle, &real, &whole), "item", this);
            bool isReal = torch.is_floating_point(dtype);
            return Convert<T>(isReal, real, whole);
        }

        /// <summary>The elements, row by row, as the type they are stored in.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged => new(this);

        /// <summary>The memory of a contiguous CPU tensor.</summary>
        public unsafe Span<byte> bytes
        {
            get => new(Pointer("bytes"), checked((int)(NumberOfElements * ElementSize)));
            set => value.CopyTo(bytes);
        }

        public Tensor to(
            DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false,
            bool non_blocking = false) =>
            Moved(null, deviceType, deviceIndex, copy, disposeAfter, non_blocking);

        public Tensor to(
            ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(type, device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(
            ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(type, null, -1, copy, disposeAfter, non_blocking);

        public Tensor to(
            string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(
            Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(null, device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) =>
            Moved(other.dtype, other.device_type, other.device_index, false, false, non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false) => to(type, copy);

        public Tensor cpu() => to(DeviceType.CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) =>
            Moved(null, DeviceType.CUDA, device?.index ?? -1, false, false, non_blocking);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor @int() => to(ScalarType.Int32);

        public Tensor @bool() => to(ScalarType.Bool);

        /// <summary>Writes the tensor in libtorch's format, which Python's <c>torch.load</c> reads.</summary>
        public unsafe void save(string location)
        {
            fixed (byte* path = Utf8(location))
            {
                Check(Native.amt_save(Handle, path), "save", this);
            }
        }

        public static unsafe Tensor load(string location)
        {
            fixed (byte* path = Utf8(location))
            {
                return Wrap(Native.amt_load(path), "load");
            }
        }

        /// <summary>The data of a contiguous CPU tensor, or an exception that says what it is instead.</summary>
        internal unsafe void* Pointer(string operation)
        {
            if (device_type != DeviceType.CPU || !is_contiguous())
            {
                throw new InvalidOperationException(
                    $"{operation}({TorchException.Describe(this)}): "
                    + "only a contiguous CPU tensor's memory can be seen.");
            }
            void* data = Native.amt_data_ptr(handle);
            GC.KeepAlive(this);
            return data;
        }

        internal unsafe void CopyMemory<T>(ReadOnlySpan<T> span, bool intoTensor, string operation)
            where T : unmanaged
        {
            if (dtype != TypeOf<T>())
            {
                throw new ArgumentException(
                    $"{operation}({TorchException.Describe(this)}): elements of type {typeof(T).Name} do not fit.");
            }
            int failed;
            fixed (T* first = span)
            {
                failed = Native.amt_copy_memory(Handle, first, (long)span.Length * sizeof(T), intoTensor ? 1 : 0);
            }
            Check(failed, operation, this);
        }

        private static T Convert<T>(bool isReal, double real, long whole)
            where T : unmanaged
        {
            if (typeof(T) == typeof(double)) return Unsafe.BitCast<double, T>(real);
            if (typeof(T) == typeof(float)) return Unsafe.BitCast<float, T>((float)real);
            long integer = isReal ? checked((long)real) : whole;
            if (typeof(T) == typeof(long)) return Unsafe.BitCast<long, T>(integer);
            if (typeof(T) == typeof(int)) return Unsafe.BitCast<int, T>(checked((int)integer));
            if (typeof(T) == typeof(short)) return Unsafe.BitCast<short, T>(checked((short)integer));
            if (typeof(T) == typeof(byte)) return Unsafe.BitCast<byte, T>(checked((byte)integer));
            if (typeof(T) == typeof(bool)) return Unsafe.BitCast<bool, T>(isReal ? real != 0 : whole != 0);
            throw new ArgumentException($"item: no tensor holds elements of type {typeof(T).Name}.");
        }

        private Tensor Moved(
            ScalarType? type, DeviceType? where, int index, bool copy, bool disposeAfter, bool nonBlocking)
        {
            IntPtr result = Native.amt_to(
                Handle, Of(type), where is { } one ? (int)one : -1, index, copy ? 1 : 0, nonBlocking ? 1 : 0);
            if (result == IntPtr.Zero)
            {
                string numbers = $"{type?.ToString() ?? "its dtype"}, {where?.ToString() ?? "its device"}";
                throw TorchException.WithNumbers("to", numbers, this);
            }
            Tensor moved = new(result);
            if (disposeAfter && handle != result)
            {
                Dispose();
            }
            GC.KeepAlive(this);
            return moved;
        }

        private static byte[] Utf8(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
    }

    public static void save(Tensor t, string location) => t.save(location);

    public static Tensor load(string location) => Tensor.load(location);
}
