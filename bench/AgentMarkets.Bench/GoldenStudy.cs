using System.Globalization;
using AgentMarkets.TestKit.GroundTruth;

namespace AgentMarkets.Bench;

/// <summary>
/// Every golden number of the cases with a known answer, found again: what is known, what is measured with its error
/// over replicas, and how far apart the two may be. The number of replicas is an argument.
/// </summary>
internal static class GoldenStudy
{
    public static int Run(string[] arguments)
    {
        int replicas = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 256;
        if (replicas < 2)
        {
            Console.Error.WriteLine("golden: errors are taken over replicas; give at least 2.");
            return 2;
        }
        var bidders = new GoldenBidders(replicas);
        var contests = new GoldenContests(replicas);
        IEnumerable<GoldenNumber>[] parts =
        [
            bidders.ReportsGame(), bidders.SpreadAgainstBatch(), GoldenSteps.RestAndBurst(), bidders.Ringing(),
            GoldenSteps.Flips(), GoldenSteps.Turns(), contests.Favourite(), contests.Ring(),
            GoldenWeights.RockPaperScissors(), GoldenWeights.Shapley(), GoldenWeights.AllPay(),
            GoldenWeights.SharedTable(), GoldenSteps.Drift(), bidders.UnlikeBidders(),
        ];
        Console.WriteLine($"{replicas} replicas\n");
        Console.WriteLine($"{"",-5}{"number",-44}{"golden",-24}{"measured",-24}{"apart",11}{"allowed",11}");
        int missed = 0;
        foreach (var number in parts.SelectMany(part => part))
        {
            missed += number.IsMet ? 0 : 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{number.Case,-5}{number.What,-44}{Text(number.Golden, number.GoldenError),-24}"
                + $"{Text(number.Measured, number.MeasuredError),-24}{number.Measured - number.Golden,11:G2}"
                + $"{number.Allowed,11:G2}{(number.IsMet ? "" : "  not met")}"));
        }
        Console.WriteLine(missed == 0 ? "\nall met" : $"\n{missed} not met");
        return missed == 0 ? 0 : 1;
    }

    private static string Text(double value, double error) => string.Create(CultureInfo.InvariantCulture,
        $"{value:G7}{(error > 0 ? $" +- {error:G2}" : "")}");
}
