using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab;

/// <summary>The line that says how far a run is: one line that changes on a terminal, elsewhere a line per 5 % or,
/// where the end is not known, per second.</summary>
/// <param name="rounds">How many there will be; nothing where nobody knows.</param>
public sealed class Progress(TextWriter to, bool isTerminal, bool quiet, long? rounds, IReadOnlyList<string> metrics)
{
    private const double RefreshSeconds = 0.1, LineSeconds = 1;

    private readonly SortedDictionary<string, double> _last = new(StringComparer.Ordinal);
    private double _shownAt = double.NegativeInfinity;
    private long _shownRound = -1;
    private int _width;

    public void Note(Measurement measurement)
    {
        if (metrics.Contains(measurement.Metric))
        {
            _last[measurement.Metric] = Statistics.OverReplicas(measurement.Values).Mean;
        }
    }

    /// <param name="seconds">Since this process began its first round.</param>
    /// <param name="startRound">The round it began at.</param>
    /// <param name="isLast">Whether no round follows, where that is not known by their number.</param>
    public void Show(long round, long startRound, double seconds, bool isLast = false)
    {
        if (quiet || round == _shownRound || !IsTime(round, seconds, isLast || round == rounds))
        {
            return;
        }
        (_shownAt, _shownRound) = (seconds, round);
        double speed = seconds > 0 ? (round - startRound) / seconds : 0;
        string[] head = rounds is { } all
            ? [$"round {round:N0}/{all:N0}", $"{100 * (all == 0 ? 1 : (double)round / all):0} %"]
            : [$"round {round:N0}"];
        string[] tail = rounds is { } end && speed > 0
            ? [$"{Rate(speed)} rounds/s", $"ETA {Remaining((end - round) / speed)}"]
            : [];
        Write(string.Join("  ",
            [.. head, .. metrics.Where(_last.ContainsKey).Select(m => $"{m} {Short(_last[m])}"), .. tail]));
    }

    /// <summary>A sentence of its own, such as that a replica failed.</summary>
    public void Say(string sentence)
    {
        Clear();
        to.WriteLine(sentence);
    }

    /// <summary>What is being done when it takes a while without rounds.</summary>
    public void Phase(string what)
    {
        if (!quiet && isTerminal)
        {
            Write(what);
        }
    }

    /// <summary>Leaves the line, so that something else can be written.</summary>
    public void Clear()
    {
        if (_width > 0)
        {
            to.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }

    public static string Short(double value) => value switch
    {
        double.NaN => "-",
        0 => "0",
        _ when Math.Abs(value) is >= 1e-3 and < 1e4 => value.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00e+0", CultureInfo.InvariantCulture),
    };

    private bool IsTime(long round, double seconds, bool isLast) => isLast || _shownRound < 0 || (isTerminal
        ? seconds - _shownAt >= RefreshSeconds
        : rounds is { } all
            ? round * 20 / Math.Max(1, all) > _shownRound * 20 / Math.Max(1, all)
            : seconds - _shownAt >= LineSeconds);

    private void Write(string line)
    {
        if (!isTerminal)
        {
            to.WriteLine(line);
            return;
        }
        to.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }

    /// <summary>A time to wait: <c>0:42</c>, <c>3:07:10</c>.</summary>
    public static string Remaining(double seconds)
    {
        // Beyond a hundred days nobody waits, and a time span would overflow.
        var left = TimeSpan.FromSeconds(Math.Ceiling(Math.Min(seconds, 100 * 86_400)));
        return left.TotalHours >= 1 ? $"{(int)left.TotalHours}:{left:mm\\:ss}" : $"{left:m\\:ss}";
    }

    private static string Rate(double speed) => speed >= 10_000
        ? (speed / 1000).ToString("0", CultureInfo.InvariantCulture) + "k"
        : speed >= 1000 ? (speed / 1000).ToString("0.0", CultureInfo.InvariantCulture) + "k"
        : speed.ToString("0.#", CultureInfo.InvariantCulture);
}
