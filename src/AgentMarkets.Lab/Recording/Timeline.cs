using System.Globalization;

namespace AgentMarkets.Lab.Recording;

/// <summary>How many seconds of rounds had gone by when measurements were taken: <c>timeline.csv</c>. It is a file of
/// its own because measurements are the same in every run of a seed, and seconds are not.</summary>
public sealed class Timeline
{
    private const string File = "timeline.csv", Header = "round,seconds";

    private readonly RunDirectory _run;
    private readonly List<(long Round, double Seconds)> _all;

    /// <param name="round">The round that the run goes on from: what came after it comes again.</param>
    public Timeline(RunDirectory run, long round)
    {
        _run = run;
        _all = round > 0 ? [.. Read(run).Where(moment => moment.Round <= round)] : [];
        run.Write(File, string.Concat(_all.Select(Line).Prepend(Header).Select(line => line + "\n")));
    }

    public IReadOnlyList<(long Round, double Seconds)> Moments => _all;

    /// <summary>The moments of a run, in order; none where it noted none.</summary>
    public static IReadOnlyList<(long Round, double Seconds)> Read(RunDirectory run)
    {
        var moments = new List<(long Round, double Seconds)>();
        foreach (string line in run.Has(File) ? run.Read(File).Split('\n').Skip(1) : [])
        {
            // A last line that was cut short is left out.
            if (line.Split(',') is [var round, var seconds]
                && long.TryParse(round, NumberStyles.None, CultureInfo.InvariantCulture, out long whole)
                && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                moments.Add((whole, number));
            }
        }
        return moments;
    }

    /// <param name="seconds">Spent in rounds, measurements left out.</param>
    public void Add(long round, double seconds)
    {
        if (_all.Count > 0 && _all[^1].Round == round)
        {
            return;
        }
        _all.Add((round, Math.Round(seconds, 6)));
        _run.Append(File, Line(_all[^1]));
    }

    private static string Line((long Round, double Seconds) moment) =>
        string.Create(CultureInfo.InvariantCulture, $"{moment.Round},{moment.Seconds}");
}
