using AgentMarkets.Torch.Binding;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>First values of parameters, written in place without being recorded.</summary>
        public static class init
        {
            /// <summary>Which side of a weight its scale preserves.</summary>
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>The function after a layer, for its gain.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public static Tensor uniform_(
                Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Unrecorded(tensor, t => t.uniform_(low, high, generator));

            public static Tensor normal_(
                Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Unrecorded(tensor, t => t.normal_(mean, std, generator));

            public static Tensor constant_(Tensor tensor, Scalar val) => Unrecorded(tensor, t => t.fill_(val));

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>Glorot and Bengio (2010), equation 16.</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                (long fanIn, long fanOut) = Fans(tensor);
                double bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1)
            {
                (long fanIn, long fanOut) = Fans(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            /// <summary>He, Zhang, Ren and Sun (2015), equation 14 with the slope a.</summary>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                double bound = Math.Sqrt(3) * Spread(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, Spread(tensor, a, mode, nonlinearity));

            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                Tensor.Check(Native.amt_orthogonal(tensor.Handle, gain), "orthogonal_", tensor);
                return tensor;
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double a = 0) => nonlinearity switch
            {
                NonlinearityType.Linear or NonlinearityType.Sigmoid => 1,
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + (a * a))),
                _ => throw new ArgumentOutOfRangeException(nameof(nonlinearity), nonlinearity, "No known gain."),
            };

            private static double Spread(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                (long fanIn, long fanOut) = Fans(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static (long In, long Out) Fans(Tensor tensor)
            {
                long[] shape = tensor.shape;
                if (shape.Length < 2)
                {
                    throw new ArgumentException("A weight of fewer than two dimensions has no fans.", nameof(tensor));
                }
                long field = 1;
                for (int i = 2; i < shape.Length; i++)
                {
                    field *= shape[i];
                }
                return (shape[1] * field, shape[0] * field);
            }

            private static Tensor Unrecorded(Tensor tensor, Action<Tensor> write)
            {
                using IDisposable off = no_grad();
                write(tensor);
                return tensor;
            }
        }

        public static class utils
        {
            /// <summary>
            /// Scales the gradients so that their joint norm is at most the limit; gives the norm before.
            /// </summary>
            public static unsafe double clip_grad_norm_(
                IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                Parameter[] all = [.. tensors];
                IntPtr[] handles = Tensor.Handles(all);
                double norm;
                fixed (IntPtr* first = handles)
                {
                    Tensor.Check(
                        Native.amt_clip_grad_norm(first, handles.Length, max_norm, norm_type, &norm),
                        "clip_grad_norm_");
                }
                GC.KeepAlive(all);
                return norm;
            }

            public static unsafe void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                Parameter[] all = [.. tensors];
                IntPtr[] handles = Tensor.Handles(all);
                fixed (IntPtr* first = handles)
                {
                    Tensor.Check(
                        Native.amt_clip_grad_value(first, handles.Length, clip_value), "clip_grad_value_");
                }
                GC.KeepAlive(all);
            }
        }
    }
}
