using System.Diagnostics;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Worker processes at a broker: the verb <c>node</c>, as users start it.</summary>
/// <param name="folder">Their current directory.</param>
/// <param name="broker">The words that name it.</param>
/// <param name="slots">Of each.</param>
internal sealed class Workers(string folder, string[] broker, int slots = 1) : IDisposable
{
    private readonly SortedDictionary<string, Child> _workers = new(StringComparer.Ordinal);
    private readonly string _prefix = $"w{Guid.NewGuid().ToString("n")[..4]}";
    private int _started;

    public IReadOnlyList<string> Names => [.. _workers.Keys];

    public Child this[string name] => _workers[name];

    /// <summary>Starts one, which has not joined yet.</summary>
    public string Start(params string[] more)
    {
        string name = $"{_prefix}-{++_started:000}";
        // Tied: it ends with this process, even if that is killed.
        _workers[name] = Child.Start(folder,
            ["node", "--name", name, "--slots", $"{slots}", "--tied", .. more, .. broker]);
        return name;
    }

    /// <summary>Ends one as <c>kill -9</c> does.</summary>
    /// <returns>When, as <see cref="Stopwatch.GetTimestamp"/> tells.</returns>
    public long Kill(string name)
    {
        var worker = _workers[name];
        long now = Stopwatch.GetTimestamp();
        worker.Kill();
        return now;
    }

    /// <summary>Starts what is missing, and waits until so many have joined.</summary>
    public void Fill(int count)
    {
        foreach (var (name, dead) in _workers.Where(worker => !worker.Value.IsAlive).ToArray())
        {
            dead.Dispose();
            _workers.Remove(name);
        }
        while (_workers.Count < count)
        {
            Start();
        }
        foreach (var worker in _workers.Values)
        {
            worker.Await(": joined ");
        }
    }

    public void Dispose()
    {
        foreach (var worker in _workers.Values)
        {
            worker.Dispose();
        }
    }
}
