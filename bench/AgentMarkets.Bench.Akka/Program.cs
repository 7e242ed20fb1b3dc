using AgentMarkets.Bench.Akka;

return args is ["wire", .. var rest] ? WireStudy.Run(rest) : Usage();

static int Usage()
{
    Console.Error.WriteLine("What to measure: wire [repeats]");
    return 1;
}
