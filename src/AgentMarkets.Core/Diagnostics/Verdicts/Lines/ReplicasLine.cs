namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 6: what noise drives is only seen over replicas.</summary>
internal sealed class ReplicasLine : IRuleLine
{
    public int Number => 6;

    public string Asks => "Are there too few replicas?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits) => evidence.Replicas < limits.Replicas
        ? Verdict.Lacks(Number, "replicas", [Wording.Replicas(limits.Replicas)],
            $"{evidence.Replicas} replicas are too few to tell noise from cycles: {limits.Replicas} are needed.")
        : null;
}
