using AgentMarkets.Torch.Binding;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Gradient descent, with momentum where asked for.</summary>
    public sealed class SGD(
        IEnumerable<optim.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0,
        double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : optim.Optimizer(parameters, learningRate)
    {
        private protected override unsafe int Step(optim.ParamGroup group, State state)
        {
            fixed (IntPtr* handles = state.Handles, velocities = state.First)
            {
                return Native.amt_sgd(
                    handles, state.Handles.Length, velocities, group.LearningRate, momentum, dampening, weight_decay,
                    nesterov ? 1 : 0, maximize ? 1 : 0);
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.SGD SGD(
                IEnumerable<Modules.Parameter> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new([new ParamGroup(parameters)], learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static Modules.SGD SGD(
                IEnumerable<(string name, Modules.Parameter parameter)> parameters, double learningRate,
                double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
                bool maximize = false) =>
                SGD(
                    parameters.Select(p => p.parameter), learningRate, momentum, dampening, weight_decay, nesterov,
                    maximize);

            public static Modules.SGD SGD(
                IEnumerable<ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
