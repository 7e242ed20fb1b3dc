using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Parameters that learn at one rate.</summary>
        public class ParamGroup
        {
            public ParamGroup(IEnumerable<Parameter> parameters, double? lr = null)
            {
                Parameters = [.. parameters];
                GivenRate = lr;
            }

            public IReadOnlyList<Parameter> Parameters { get; }

            /// <summary>The rate of the next step; schedules write it.</summary>
            public double LearningRate { get; set; }

            public double InitialLearningRate { get; internal set; }

            internal double? GivenRate { get; }
        }

        /// <summary>
        /// Changes parameters by their gradients, with one native call a group and step. The moments it keeps are
        /// native references of its own: no scope disposes them.
        /// </summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly List<ParamGroup> groups = [];
            private readonly List<State> states = [];
            private readonly double defaultRate;

            private protected Optimizer(IEnumerable<ParamGroup> groups, double rate)
            {
                defaultRate = rate;
                foreach (ParamGroup group in groups)
                {
                    add_param_group(group);
                }
            }

            ~Optimizer() => Release();

            public IEnumerable<ParamGroup> ParamGroups => groups;

            public IEnumerable<Parameter> parameters() => groups.SelectMany(group => group.Parameters);

            public void add_param_group(ParamGroup param_group)
            {
                if (param_group.Parameters.Any(parameter => parameters().Contains(parameter)))
                {
                    throw new ArgumentException("A parameter belongs to one group only.", nameof(param_group));
                }
                param_group.LearningRate = param_group.InitialLearningRate = param_group.GivenRate ?? defaultRate;
                groups.Add(param_group);
                states.Add(new State(param_group.Parameters.Count));
            }

            /// <summary>Forgets the gradients.</summary>
            public virtual unsafe void zero_grad(bool set_to_none = true)
            {
                foreach (ParamGroup group in groups)
                {
                    IntPtr[] handles = Tensor.Handles(group.Parameters);
                    fixed (IntPtr* first = handles)
                    {
                        Tensor.Check(
                            Native.amt_zero_grads(first, handles.Length, set_to_none ? 1 : 0), "zero_grad");
                    }
                }
                GC.KeepAlive(groups);
            }

            /// <summary>
            /// One step. A closure is evaluated first, with gradients recorded, and its loss returned.
            /// </summary>
            public virtual unsafe Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                {
                    using IDisposable on = enable_grad();
                    loss = closure();
                }
                for (int i = 0; i < groups.Count; i++)
                {
                    // Handles are read anew: moving a module to another device replaces its parameters' tensors.
                    int count = groups[i].Parameters.Count;
                    IntPtr[] handles = states[i].Handles;
                    for (int p = 0; p < count; p++)
                    {
                        handles[p] = groups[i].Parameters[p].Handle;
                    }
                    if (Step(groups[i], states[i]) != 0)
                    {
                        throw TorchException.From(GetType().Name + ".step", [.. groups[i].Parameters]);
                    }
                }
                GC.KeepAlive(this);
                return loss;
            }

            public void Dispose()
            {
                Release();
                GC.SuppressFinalize(this);
            }

            private protected abstract int Step(ParamGroup group, State state);

            private void Release()
            {
                foreach (State state in states)
                {
                    state.Release();
                }
            }

            /// <summary>What a group's optimiser remembers, laid out as the native call reads it.</summary>
            private protected sealed class State(int count)
            {
                internal readonly IntPtr[] Handles = new IntPtr[count];
                internal readonly IntPtr[] First = new IntPtr[count];
                internal readonly IntPtr[] Second = new IntPtr[count];
                internal readonly IntPtr[] Largest = new IntPtr[count];
                internal readonly long[] Steps = new long[count];

                internal void Release()
                {
                    foreach (IntPtr[] kept in (IntPtr[][])[First, Second, Largest])
                    {
                        for (int i = 0; i < kept.Length; i++)
                        {
                            IntPtr taken = Interlocked.Exchange(ref kept[i], IntPtr.Zero);
                            if (taken != IntPtr.Zero)
                            {
                                Native.amt_release(taken);
                            }
                        }
                    }
                }
            }
        }
    }
}
