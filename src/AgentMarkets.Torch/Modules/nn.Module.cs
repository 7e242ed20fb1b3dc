using System.Reflection;
using AgentMarkets.Torch.Binding;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: parameters, buffers and parts of its own, in the order they were registered.
        /// </summary>
        public abstract partial class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Value)> parameterList = [];
            private readonly List<(string Name, Module Value)> moduleList = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> bufferList = [];
            private readonly string name;

            protected Module(string name) => this.name = name;

            public bool training { get; private set; } = true;

            public virtual string GetName() => name;

            /// <summary>Registers the fields that hold parameters and modules, as PyTorch's assignment does.</summary>
            protected virtual void RegisterComponents()
            {
                const BindingFlags Fields =
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                for (Type? type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (FieldInfo field in type.GetFields(Fields))
                    {
                        string plain = field.Name;
                        if (moduleList.Any(m => m.Name == plain) || parameterList.Any(p => p.Name == plain))
                        {
                            continue;
                        }
                        switch (field.GetValue(this))
                        {
                            case Module module:
                                register_module(plain, module);
                                break;
                            case Parameter parameter:
                                register_parameter(plain, parameter);
                                break;
                        }
                    }
                }
            }

            public virtual void register_module(string name, Module submodule)
            {
                RequireFree(name);
                moduleList.Add((name, submodule));
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                RequireFree(name);
                parameterList.Add((name, param));
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                RequireFree(name);
                bufferList.Add((name, tensor.DetachFromDisposeScope(), persistent));
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach ((string prefix, Module module) in recurse ? Family(string.Empty) : [(string.Empty, this)])
                {
                    foreach ((string plain, Parameter value) in module.parameterList)
                    {
                        if (seen.Add(value))
                        {
                            yield return (prefix + plain, value);
                        }
                    }
                }
            }

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
            {
                foreach ((string prefix, Module module) in recurse ? Family(string.Empty) : [(string.Empty, this)])
                {
                    foreach ((string plain, Tensor value, bool _) in module.bufferList)
                    {
                        yield return (prefix + plain, value);
                    }
                }
            }

            public IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(b => b.buffer);

            public virtual IEnumerable<Module> children() => moduleList.Select(entry => entry.Value);

            public virtual IEnumerable<(string name, Module module)> named_children() => moduleList;

            public virtual IEnumerable<Module> modules() => Family(string.Empty).Select(entry => entry.Module);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (Module child in children())
                {
                    child.apply(fn);
                }
                fn(this);
                return this;
            }

            public virtual void train(bool train = true)
            {
                foreach (Module module in modules())
                {
                    module.training = train;
                }
            }

            public virtual void eval() => train(false);

            public virtual unsafe void zero_grad(bool set_to_none = true)
            {
                Parameter[] all = [.. parameters()];
                IntPtr[] handles = Tensor.Handles(all);
                fixed (IntPtr* first = handles)
                {
                    Tensor.Check(Native.amt_zero_grads(first, handles.Length, set_to_none ? 1 : 0), "zero_grad");
                }
                GC.KeepAlive(all);
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }
                foreach ((string _, Parameter value) in parameterList)
                {
                    value.Dispose();
                }
                foreach ((string _, Tensor value, bool _) in bufferList)
                {
                    value.Dispose();
                }
                foreach ((string _, Module value) in moduleList)
                {
                    value.Dispose();
                }
            }

            internal void Convert(ScalarType? type, Device? device, bool nonBlocking)
            {
                foreach (Module module in modules())
                {
                    foreach (Parameter parameter in module.parameterList.Select(entry => entry.Value))
                    {
                        Convert(parameter, type, device, nonBlocking);
                    }
                    foreach (Tensor buffer in module.bufferList.Select(entry => entry.Value))
                    {
                        Convert(buffer, type, device, nonBlocking);
                    }
                }
            }

            private static void Convert(Tensor tensor, ScalarType? type, Device? device, bool nonBlocking)
            {
                // Whole numbers (counters, positions) keep their type, as in PyTorch.
                ScalarType target = type is { } t && torch.is_floating_point(tensor.dtype) ? t : tensor.dtype;
                bool recorded = tensor.requires_grad;
                using IDisposable off = no_grad();
                using Tensor plain = tensor.detach();
                using Tensor moved = plain.to(target, device ?? tensor.device, non_blocking: nonBlocking);
                tensor.Become(Native.amt_alias(moved.Handle));
                tensor.requires_grad = recorded;
            }

            private IEnumerable<(string Prefix, Module Module)> Family(string prefix)
            {
                yield return (prefix, this);
                foreach ((string plain, Module child) in moduleList)
                {
                    foreach ((string Prefix, Module Module) entry in child.Family(prefix + plain + "."))
                    {
                        yield return entry;
                    }
                }
            }

            private void RequireFree(string plain)
            {
                bool taken = moduleList.Any(m => m.Name == plain) || parameterList.Any(p => p.Name == plain)
                    || bufferList.Any(b => b.Name == plain);
                if (taken)
                {
                    throw new ArgumentException($"{name}: '{plain}' is registered already.", nameof(plain));
                }
            }
        }

        /// <summary>A module of one argument.</summary>
        public abstract class Module<T, TResult> : Module
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }

        /// <summary>A module of two arguments.</summary>
        public abstract class Module<T1, T2, TResult> : Module
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }
    }
}

/// <summary>Moving modules between devices and element types, in place.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => Converted(module, type, null, non_blocking);

    public static T to<T>(
        this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => Converted(module, type, device, non_blocking);

    public static T to<T>(
        this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => Converted(module, null, new torch.Device(deviceType, deviceIndex), non_blocking);

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module => Converted(module, null, device, non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : torch.nn.Module => Converted(module, null, new torch.Device(device), non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => module.to(DeviceType.CPU, -1, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => module.to(DeviceType.CUDA, deviceIndex, non_blocking);

    private static T Converted<T>(T module, torch.ScalarType? type, torch.Device? device, bool nonBlocking)
        where T : torch.nn.Module
    {
        module.Convert(type, device, nonBlocking);
        return module;
    }
}
