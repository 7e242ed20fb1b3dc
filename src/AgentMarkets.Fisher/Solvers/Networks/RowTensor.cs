using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>Numbers of some buyers on their way into a network or out of it, [rows, width] in 32 bits: one tensor that
/// is used again and again, and grows to the most rows it ever held.</summary>
internal sealed class RowTensor(int width, Device device) : IDisposable
{
    private Tensor? _onDevice, _onCpu, _deviceRows, _cpuRows;
    private int _capacity;
    private int _rows;

    /// <summary>The present rows, where the program reads and writes them.</summary>
    public Span<float> Numbers => _cpuRows!.AsSpan<float>();

    private bool IsOnCpu => device.type == DeviceType.CPU;

    /// <summary>The present rows, where the network reads and writes them.</summary>
    public Tensor Of(int rows)
    {
        if (rows == _rows)
        {
            return _deviceRows!;
        }
        if (rows > _capacity)
        {
            Dispose();
            _capacity = rows;
            _onDevice = zeros(rows, width, dtype: float32, device: device).DetachFromDisposeScope();
            _onCpu = IsOnCpu ? _onDevice : zeros(rows, width, dtype: float32).DetachFromDisposeScope();
        }
        DisposeViews();
        _rows = rows;
        _deviceRows = _onDevice!.narrow(0, 0, rows).DetachFromDisposeScope();
        _cpuRows = IsOnCpu ? _deviceRows : _onCpu!.narrow(0, 0, rows).DetachFromDisposeScope();
        return _deviceRows;
    }

    /// <summary>What the program wrote becomes what the network reads.</summary>
    public void ToNetwork() => Copy(_cpuRows!, _deviceRows!);

    /// <summary>What the network wrote becomes what the program reads.</summary>
    public void FromNetwork() => Copy(_deviceRows!, _cpuRows!);

    public void Dispose()
    {
        DisposeViews();
        _onDevice?.Dispose();
        _onCpu?.Dispose();
        (_onDevice, _onCpu, _capacity) = (null, null, 0);
    }

    private void Copy(Tensor from, Tensor to)
    {
        if (!IsOnCpu)
        {
            using var guard = no_grad();
            to.copy_(from);
        }
    }

    private void DisposeViews()
    {
        _deviceRows?.Dispose();
        _cpuRows?.Dispose();
        (_deviceRows, _cpuRows, _rows) = (null, null, 0);
    }
}
