using System.Globalization;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Diagnoses;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Cli;

/// <summary>An experiment with its game, checked as far as anything can be checked before it starts.</summary>
internal sealed record Prepared(Experiment Experiment, IGame Game)
{
    /// <exception cref="ConfigurationException">Something is wrong; the message lists all of it.</exception>
    public static Prepared From(Workshop workshop, string experiment, IReadOnlyList<string> overrides, string device)
    {
        var (name, text, source) = workshop.Find(experiment);
        return From(workshop, name, text, source, overrides, device);
    }

    /// <inheritdoc cref="From(Workshop, string, IReadOnlyList{string}, string)"/>
    public static Prepared From(Workshop workshop, string name, string text, string source,
        IReadOnlyList<string> overrides, string device)
    {
        var problems = new Problems(source);
        var prepared = TryFrom(workshop.Reader.TryRead(name, text, overrides, problems), device, problems);
        problems.ThrowIfAny();
        return prepared!;
    }

    /// <summary>Builds the game of an experiment, where it could be read.</summary>
    /// <returns>Nothing where problems were added.</returns>
    public static Prepared? TryFrom(Experiment? read, string device, Problems problems)
    {
        var where = DeviceOf(device, problems);
        var game = read is null || problems.Any
            ? null
            : read.Family.Build(read.FamilySettings, read.Setup(where!), problems);
        if (game is not null)
        {
            read!.CheckMetrics([.. game.Metrics, RunLoop.LiveTensors, Findings.Metric], game.MetricGroups, problems);
            if (read.Common.Record.Count > 0 && RunLoop.RoundsOf(read, game) == 0)
            {
                problems.Add("record", string.Join(",", read.Common.Record), "there is nothing to keep of 0 rounds",
                    "Leave record out, or play rounds.");
            }
        }
        return game is null || problems.Any ? null : new Prepared(read!, game);
    }

    /// <returns>Nothing where there is no such device.</returns>
    public static Device? DeviceOf(string text, Problems problems)
    {
        if (text == "cpu")
        {
            return CPU;
        }
        string[] parts = text.Split(':');
        int index = 0;
        bool isNumbered = parts.Length == 2
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index);
        if (parts[0] != "cuda" || (parts.Length > 1 && !isNumbered))
        {
            problems.Add(new Place("--device"), text, "must be cpu, cuda or cuda:K with K from 0");
            return null;
        }
        if (!cuda.is_available())
        {
            problems.Add(new Place("--device"), text, "this libtorch sees no CUDA device",
                "Set LIBTORCH to a CUDA build of libtorch (agentmarkets doctor says what is loaded), or write "
                    + "--device cpu.");
            return null;
        }
        if (index >= cuda.device_count())
        {
            problems.Add(new Place("--device"), text, $"there are {cuda.device_count()} CUDA devices, numbered from 0");
            return null;
        }
        return device(DeviceType.CUDA, index);
    }
}
