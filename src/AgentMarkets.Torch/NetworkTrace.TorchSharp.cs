using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>
/// What <see cref="Fused.Backward"/> needs of the forward pass before it: the layers' values and slopes, and copies of
/// the parameters and references to the inputs. Its tensors stand in no dispose scope and live until the next pass or
/// <see cref="Dispose"/>. One thread at a time.
/// </summary>
public sealed class NetworkTrace : IDisposable
{
    private readonly List<Tensor> _values = [], _slopes = [], _held = [];
    private bool _isDisposed;

    /// <summary>Null while no pass was kept.</summary>
    internal MlpShape? Shape { get; private set; }

    /// <summary>The parameters that the pass saw, [1, P]: a copy, by which a later change is found.</summary>
    internal Tensor Seen => _held[0];

    /// <summary>The caller's parameters as they are now.</summary>
    internal Tensor Parameters => _held[1];

    internal Tensor Input => _held[2];

    internal Tensor? Goods => _held.Count > 3 ? _held[3] : null;

    /// <summary>Each layer's input, [B, widths[l]].</summary>
    internal IReadOnlyList<Tensor> Values => _values;

    /// <summary>Each layer's slope of its activation, [B, widths[l + 1]].</summary>
    internal IReadOnlyList<Tensor> Slopes => _slopes;

    public void Dispose()
    {
        Forget();
        _isDisposed = true;
    }

    /// <summary>Drops the last pass.</summary>
    internal void Forget()
    {
        Shape = null;
        foreach (List<Tensor> tensors in new[] { _values, _slopes, _held })
        {
            tensors.ForEach(tensor => tensor.Dispose());
            tensors.Clear();
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    internal void Keep(Tensor value, Tensor slope)
    {
        _values.Add(value.alias().DetachFromDisposeScope());
        _slopes.Add(slope.alias().DetachFromDisposeScope());
    }

    internal void Complete(MlpShape shape, Tensor parameters, Tensor input, Tensor? goods)
    {
        _held.Add(parameters.clone().DetachFromDisposeScope());
        _held.Add(parameters.alias().DetachFromDisposeScope());
        _held.Add(input.alias().DetachFromDisposeScope());
        if (goods is not null)
        {
            _held.Add(goods.alias().DetachFromDisposeScope());
        }
        Shape = shape;
    }
}
