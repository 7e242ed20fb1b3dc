using System.Globalization;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.GroundTruth;

namespace AgentMarkets.Bench;

/// <summary>
/// Error rates of the verdict rule: how many of so many diagnoses of every case with a known answer are right, and the
/// numbers behind them, mean (standard deviation over diagnoses). Seeds, and the names of cases, are arguments.
/// </summary>
internal static class VerdictStudy
{
    private const int Replicas = 16, Rounds = 2000;

    public static int Run(string[] arguments)
    {
        int seeds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100;
        Console.WriteLine($"{seeds} diagnoses a case, {Replicas} replicas, {Rounds} rounds");
        int wrong = 0;
        (string Title, Case[] Cases)[] parts =
        [
            ("cases", Truths.All), ("between noise and a cycle", Truths.Grey), ("stress", Truths.Stress),
        ];
        foreach (var (title, cases) in parts)
        {
            Case[] asked = [.. cases.Where(one => arguments.Length < 2 || arguments[1..].Contains(one.Name))];
            if (asked.Length == 0)
            {
                continue;
            }
            Console.WriteLine($"\n{title,-26}{"right",6}{"open",6}{"wrong",6}  {"spread",-21}{"ratio",-17}{"slope",-17}"
                + $"{"run s",7}{"all s",7}  verdicts");
            foreach (var one in asked)
            {
                wrong += Study(one, seeds);
            }
        }
        return wrong > 0 ? 1 : 0;
    }

    /// <returns>Wrong verdicts.</returns>
    private static int Study(Case one, int seeds)
    {
        var all = new List<Diagnosis>();
        double played = 0;
        double whole = FirstPriceStudy.Cpu(() =>
        {
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                Subject? subject = null;
                played += FirstPriceStudy.Cpu(() => subject = one.Play(seed, Replicas, Rounds));
                using var learning = subject!.Learning;
                all.Add(Diagnosis.Of(subject, new DiagnosisSettings()));
            }
        });
        bool IsOpen(Diagnosis diagnosis) => diagnosis.Verdict.Name == Verdict.Inconclusive;
        int right = all.Count(diagnosis => one.Accepts(diagnosis.Verdict) && !IsOpen(diagnosis));
        int open = all.Count(IsOpen);
        string verdicts = string.Join("; ", all.GroupBy(diagnosis => Text(diagnosis.Verdict))
            .OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} {group.Key}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{one.Name,-26}{right,6}{open,6}{seeds - right - open,6}  {Mean(all, seen => seen.Spread.Mean),-21}"
            + $"{Mean(all, seen => seen.Ratio),-17}{Mean(all, seen => seen.Scan?.Slope),-17}"
            + $"{played / seeds,7:0.000}{whole / seeds,7:0.000}  {verdicts}"));
        return seeds - right - open;
    }

    private static string Text(Verdict verdict) =>
        verdict.Name + (verdict.Kind is { } kind ? ", " + kind : verdict.Missing is { } missing ? ": " + missing : "");

    private static string Mean(List<Diagnosis> all, Func<Evidence, double?> number)
    {
        double[] values = [.. all.Select(diagnosis => number(diagnosis.Evidence)).OfType<double>()];
        if (values.Length == 0)
        {
            return "-";
        }
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, values.Length - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:G4} ({deviation:G2})");
    }
}
