using System.Diagnostics;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Time since it was made, without that in which the broker could not be reached or took nothing.</summary>
/// <remarks>Nobody is silent while nobody can be heard.</remarks>
internal sealed class BrokerClock
{
    private readonly Lock _lock = new();
    private readonly Stopwatch _time = new();
    private bool _isDown = true, _isBlocked;

    public TimeSpan Now
    {
        get
        {
            lock (_lock)
            {
                return _time.Elapsed;
            }
        }
    }

    public void SetDown(bool isDown) => Set(ref _isDown, isDown);

    public void SetBlocked(bool isBlocked) => Set(ref _isBlocked, isBlocked);

    private void Set(ref bool flag, bool value)
    {
        lock (_lock)
        {
            flag = value;
            if (_isDown || _isBlocked)
            {
                _time.Stop();
            }
            else
            {
                _time.Start();
            }
        }
    }
}
