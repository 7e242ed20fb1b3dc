using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.Local;
using static TorchSharp.torch;

namespace AgentMarkets.Cli;

/// <summary>The hosts by name.</summary>
internal static class Hosts
{
    public const string Local = "local", Parallel = "parallel";

    /// <exception cref="ConfigurationException">There is no such host, or no thread to run it on.</exception>
    public static void Check(RunOptions options)
    {
        var problems = new Problems("command line");
        if (options.Host is not (Local or Parallel))
        {
            problems.Add("--host", options.Host, "no such host",
                Spelling.WayOut(options.Host, "Hosts", [Local, Parallel]));
        }
        if (options.Threads < 1)
        {
            problems.Add("--threads", $"{options.Threads}", "must be at least 1");
        }
        problems.ThrowIfAny();
    }

    public static IHost Open(IReadOnlyList<Part> actors, RunOptions options)
    {
        UseOneThreadAKernel();
        return options.Host == Parallel ? new ParallelHost(actors, options.Threads) : new LocalHost(actors);
    }

    /// <summary>Our kernels use one thread each, so that no sum depends on how many there are; actors run side by side
    /// instead.</summary>
    public static void UseOneThreadAKernel() => set_num_threads(1);
}
