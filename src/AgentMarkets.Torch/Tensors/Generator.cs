using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers with a seed of its own.</summary>
    public sealed class Generator : IDisposable
    {
        private IntPtr handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Native.amt_generator_new(seed, (int)(device ?? CPU).type, device?.index ?? -1), device ?? CPU)
        {
        }

        private Generator(IntPtr handle, Device device)
        {
            if (handle == IntPtr.Zero)
            {
                throw TorchException.From("Generator");
            }
            this.handle = handle;
            this.device = device;
        }

        ~Generator() => Release();

        /// <summary>The CPU's shared stream, which <c>torch.manual_seed</c> seeds.</summary>
        public static Generator Default { get; } = new(Native.amt_generator_default(0, -1), CPU);

        public Device device { get; }

        internal IntPtr Handle => handle != IntPtr.Zero
            ? handle
            : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            Tensor.Check(Native.amt_generator_seed(Handle, unchecked((ulong)seed)), "manual_seed");
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Seeds the stream from the machine's entropy and gives the seed.</summary>
        public unsafe long seed()
        {
            ulong drawn;
            Tensor.Check(Native.amt_generator_reseed(Handle, &drawn), "seed");
            GC.KeepAlive(this);
            return unchecked((long)drawn);
        }

        public unsafe long initial_seed()
        {
            ulong current;
            Tensor.Check(Native.amt_generator_current_seed(Handle, &current), "initial_seed");
            GC.KeepAlive(this);
            return unchecked((long)current);
        }

        public Tensor get_state()
        {
            IntPtr state = Native.amt_generator_state(Handle);
            GC.KeepAlive(this);
            return Tensor.Wrap(state, "get_state");
        }

        public void set_state(Tensor value)
        {
            Tensor.Check(Native.amt_generator_set_state(Handle, value.Handle), "set_state", value);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            // The shared stream lives as long as the process.
            if (!ReferenceEquals(this, Default))
            {
                Release();
                GC.SuppressFinalize(this);
            }
        }

        internal static IntPtr Of(Generator? generator) => generator is null ? IntPtr.Zero : generator.Handle;

        private void Release()
        {
            IntPtr taken = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (taken != IntPtr.Zero)
            {
                Native.amt_generator_release(taken);
            }
        }
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    /// <summary>Seeds the shared streams of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        Tensor.Check(Native.amt_manual_seed(unchecked((ulong)seed)), "manual_seed");
        return Generator.Default;
    }

    public static void set_num_threads(int num) => Tensor.Check(Native.amt_set_threads(num), "set_num_threads");

    public static int get_num_threads() => Native.amt_get_threads();

    public static void set_num_interop_threads(int num) =>
        Tensor.Check(Native.amt_set_interop_threads(num), "set_num_interop_threads");

    public static int get_num_interop_threads() => Native.amt_get_interop_threads();

    public static class cuda
    {
        public static bool is_available() => Native.amt_cuda_available() != 0;

        public static int device_count() => Native.amt_cuda_count();

        public static void manual_seed(long seed) => torch.manual_seed(seed);

        public static void synchronize(Device? device = null) =>
            Tensor.Check(Native.amt_cuda_synchronize(device?.index ?? -1), "cuda.synchronize");
    }
}
