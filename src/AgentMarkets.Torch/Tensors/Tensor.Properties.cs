using System.Text;
using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public unsafe long[] shape
        {
            get
            {
                long[] sizes = new long[Native.amt_dim(Handle)];
                fixed (long* first = sizes)
                {
                    Native.amt_sizes(handle, first);
                }
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            int count = (int)this.dim();
            int wrapped = dim < 0 ? dim + count : dim;
            if (wrapped < 0 || wrapped >= count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(dim), dim, $"size: {TorchException.Describe(this)} has {count} dimensions.");
            }
            long* sizes = stackalloc long[count];
            Native.amt_sizes(handle, sizes);
            GC.KeepAlive(this);
            return sizes[wrapped];
        }

        public unsafe long[] stride()
        {
            long[] strides = new long[Native.amt_dim(Handle)];
            fixed (long* first = strides)
            {
                Native.amt_strides(handle, first);
            }
            GC.KeepAlive(this);
            return strides;
        }

        public long dim()
        {
            long count = Native.amt_dim(Handle);
            GC.KeepAlive(this);
            return count;
        }

        public long ndim => dim();

        public long Dimensions => dim();

        public long NumberOfElements
        {
            get
            {
                long count = Native.amt_numel(Handle);
                GC.KeepAlive(this);
                return count;
            }
        }

        public long numel() => NumberOfElements;

        public long ElementSize
        {
            get
            {
                long size = Native.amt_element_size(Handle);
                GC.KeepAlive(this);
                return size;
            }
        }

        public ScalarType dtype
        {
            get
            {
                int type = Native.amt_dtype(Handle);
                GC.KeepAlive(this);
                return (ScalarType)type;
            }
        }

        public DeviceType device_type
        {
            get
            {
                int type = Native.amt_device_type(Handle);
                GC.KeepAlive(this);
                return (DeviceType)type;
            }
        }

        public int device_index
        {
            get
            {
                int index = Native.amt_device_index(Handle);
                GC.KeepAlive(this);
                return index;
            }
        }

        public Device device => device_type == DeviceType.CPU ? CPU : new Device(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_contiguous()
        {
            int answer = Native.amt_is_contiguous(Handle);
            GC.KeepAlive(this);
            return answer != 0;
        }

        public bool is_floating_point() => torch.is_floating_point(dtype);

        /// <summary>dtype and shape, and the elements of a small tensor.</summary>
        public override string ToString()
        {
            string what = TorchException.Describe(this);
            if (IsInvalid || NumberOfElements > 64)
            {
                return what;
            }
            using Tensor flat = detach();
            using Tensor onCpu = flat.cpu();
            using Tensor doubles = onCpu.to(ScalarType.Float64);
            var text = new StringBuilder(what).Append(" [");
            text.AppendJoin(", ", doubles.data<double>().ToArray().Select(x => x.ToString("G6")));
            return text.Append(']').ToString();
        }
    }
}
