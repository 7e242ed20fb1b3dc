using AgentMarkets.Bench.Akka;

return args switch
{
    ["cluster", .. var rest] => ClusterStudy.Run(rest),
    ["faults", .. var rest] => ClusterFaults.Run(rest),
    ["sharding", .. var rest] => ShardingStudy.Run(rest),
    ["wire", .. var rest] => WireStudy.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("What to measure: cluster [TURNS] | faults [RUNS [SEED [KIND ...]]] | sharding [RUNS] | "
        + "wire [REPEATS]");
    return 1;
}
