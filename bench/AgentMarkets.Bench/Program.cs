namespace AgentMarkets.Bench;

/// <summary>Each benchmark is one static class; the first argument names it.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<string[], int>> Benchmarks = new(StringComparer.Ordinal)
    {
        ["torch"] = TorchOperations.Run,
        ["first-price"] = FirstPriceStudy.Run,
        ["network-bidders"] = NetworkBidderStudy.Run,
        ["cohorts"] = CohortStudy.Run,
        ["epsilon"] = EpsilonStudy.Run,
        ["messages"] = Messages.Run,
        ["networks"] = WideNetworkStudy.Run,
        ["providers"] = ProviderStudy.Run,
        ["pass"] = SpendingPassStudy.Run,
        ["learned"] = LearnedStudy.Run,
        ["faults"] = Faults.BrokerFaults.Run,
        ["cluster"] = Cluster.ClusterStudy.Run,
        ["verdicts"] = VerdictStudy.Run,
        ["golden"] = GoldenStudy.Run,
        ["fisher"] = FisherStudy.Run,
        ["wire"] = WireStudy.Run,
    };

    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0 && Benchmarks.TryGetValue(arguments[0], out Func<string[], int>? benchmark))
        {
            return benchmark(arguments[1..]);
        }
        Console.Error.WriteLine($"Usage: AgentMarkets.Bench {string.Join('|', Benchmarks.Keys)} [options]");
        return 2;
    }
}
