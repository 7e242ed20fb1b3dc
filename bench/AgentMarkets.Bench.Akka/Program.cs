using AgentMarkets.Bench.Akka;

return args switch
{
    ["cluster", .. var rest] => ClusterStudy.Run(rest),
    ["faults", .. var rest] => FaultStudy.Run(rest),
    ["sharding", .. var rest] => ShardingStudy.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: AgentMarkets.Bench.Akka cluster [TURNS] | faults [RUNS [SEED [KIND ...]]] | "
        + "sharding [RUNS]");
    return 2;
}
