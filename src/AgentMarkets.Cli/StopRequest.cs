using System.Runtime.InteropServices;

namespace AgentMarkets.Cli;

/// <summary>Hears Ctrl-C and SIGTERM: the first asks the run to stop after its round, the second ends the process at
/// once.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="isTied">Whether Ctrl-C is for the process that started this one: that one says when to
    /// stop.</param>
    public StopRequest(bool isTied = false) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, isTied ? context => context.Cancel = true : Hear),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear),
    ];

    public CancellationToken Token => _source.Token;

    /// <summary>As the first signal does.</summary>
    public void Ask() => _source.Cancel();

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
        _source.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }
        context.Cancel = true;
        _source.Cancel();
    }
}
