using AgentMarkets.Torch.Binding;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Kingma and Ba (2015), algorithm 1.</summary>
    public class Adam : optim.Optimizer
    {
        private readonly AdamSettings settings;

        public Adam(
            IEnumerable<optim.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, decoupled: false)
        {
        }

        private protected Adam(
            IEnumerable<optim.ParamGroup> parameters, double lr, double beta1, double beta2, double eps,
            double weight_decay, bool amsgrad, bool maximize, bool decoupled)
            : base(parameters, lr)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lr);
            ArgumentOutOfRangeException.ThrowIfNegative(eps);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta1, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta2, 1);
            settings = new AdamSettings
            {
                Beta1 = beta1,
                Beta2 = beta2,
                Epsilon = eps,
                Decay = weight_decay,
                Amsgrad = amsgrad ? 1 : 0,
                Maximize = maximize ? 1 : 0,
                Decoupled = decoupled ? 1 : 0,
            };
        }

        private protected override unsafe int Step(optim.ParamGroup group, State state)
        {
            AdamSettings now = settings;
            now.Rate = group.LearningRate;
            fixed (IntPtr* handles = state.Handles, first = state.First, second = state.Second)
            fixed (IntPtr* largest = state.Largest)
            fixed (long* steps = state.Steps)
            {
                return Native.amt_adam(handles, state.Handles.Length, first, second, largest, steps, &now);
            }
        }
    }

    /// <summary>
    /// Adam whose decay acts on the parameters themselves: Loshchilov and Hutter (2019), algorithm 2.
    /// </summary>
    public sealed class AdamW(
        IEnumerable<optim.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
        double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : Adam(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, decoupled: true)
    {
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adam Adam(
                IEnumerable<Modules.Parameter> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new([new ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.Adam Adam(
                IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 0.001,
                double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0,
                bool amsgrad = false, bool maximize = false) =>
                Adam(
                    parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.Adam Adam(
                IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.AdamW AdamW(
                IEnumerable<Modules.Parameter> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new([new ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.AdamW AdamW(
                IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
