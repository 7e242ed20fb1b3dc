using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>doctor</c>: what this machine has, what is missing, and how to get it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = Shared.Json();
        var command = new Command("doctor", "Says what this machine has, what is missing, and how to get it.") { json };
        command.SetAction(parsed =>
        {
            var (facts, missing) = Examine();
            if (parsed.GetValue(json))
            {
                var all = new JsonObject();
                facts.ForEach(fact => all.Add(fact.Name, fact.Value));
                all.Add("missing", new JsonArray([.. missing.Select(m => JsonValue.Create(m))]));
                Console.Out.WriteLine(all.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
            }
            else
            {
                int width = facts.Max(fact => fact.Name.Length);
                facts.ForEach(fact => Console.Out.WriteLine($"{fact.Name.PadRight(width)}  {fact.Value}"));
                missing.ForEach(sentence => Console.Out.WriteLine($"missing: {sentence}"));
                Console.Out.WriteLine(missing.Count == 0 ? "nothing is missing" : "");
            }
            return (int)(missing.Count == 0 ? ExitCode.Done : ExitCode.Usage);
        });
        return command;
    }

    private static (List<(string Name, string Value)> Facts, List<string> Missing) Examine()
    {
        var facts = new List<(string, string)> { ("agentmarkets", Versions.Own) };
        var missing = new List<string>();
        facts.Add((".NET", Environment.Version.ToString()));
        facts.Add(("cores", $"{Environment.ProcessorCount}"));
        try
        {
            facts.Add(("tensors", $"{Runtime.Provider} (-p:TorchProvider=AgentMarkets or TorchSharp when building: "
                + "docs/torchsharp.md)"));
            facts.Add(("libtorch", Runtime.LibtorchVersion));
            facts.Add(("libtorch path", Runtime.LibtorchPath));
            facts.Add(("binding", Runtime.LibraryPath));
            facts.Add(("BLAS", Runtime.BlasPath));
            facts.Add(("threads", $"{get_num_threads()}"));
            facts.Add(("devices", string.Join(", ",
                Runtime.CudaDevices.Select((name, k) => $"cuda:{k} ({name})").Prepend("cpu"))));
            if (Runtime.IsReferenceBlas)
            {
                missing.Add("a fast BLAS: libtorch multiplies matrices with the reference BLAS, about seven "
                    + "times slower. "
                    + "Install it with: apt-get install libopenblas0-pthread");
            }
        }
        catch (Exception e) when (Runtime.Missing(e) is { } sentence)
        {
            missing.Add(sentence);
        }
        // A machine is whole without it: it is a choice of whoever builds the program.
        facts.Add(("engines", AkkaEngine.Missing is { } why ? $"rabbitmq; akka {why}" : "rabbitmq, akka"));
        facts.Add(("CLP", LinearProgram.SolverVersion ?? "none, best responses under rules need coinor-libclp1"));
        facts.Add(("experiments", Workshop.ShippedFolder ?? "none found beside the program"));
        return (facts, missing);
    }
}
