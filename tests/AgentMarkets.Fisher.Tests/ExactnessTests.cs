using AgentMarkets.Fisher.Markets;
using Xunit;
using Xunit.Abstractions;

namespace AgentMarkets.Fisher.Tests;

/// <summary>The exact solver on markets made to break it: it is exact, or it says what it reached and why.</summary>
public sealed class ExactnessTests(ITestOutputHelper output)
{
    private const int Seeds = 60;

    public static TheoryData<string, double> Cases
    {
        get
        {
            var cases = new TheoryData<string, double>();
            foreach (var kind in Enum.GetNames<RandomMarket.Kind>())
            {
                foreach (double alpha in new[] { 1, .999, .9, .5, 0, -1, -5, -50, double.NegativeInfinity })
                {
                    cases.Add(kind, alpha);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ExactOrSaid(string kind, double alpha)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var drawn = RandomMarket.Of(Enum.Parse<RandomMarket.Kind>(kind), seed);
            var solved = Solved.Of(new AsSparse(drawn.Market), alpha);
            double total = drawn.Budgets.Sum(), mean = total / drawn.Supply.Length;
            double least = solved.P.Zip(drawn.Supply).Where(p => p.First > 0).Min(p => p.First * p.Second);
            double allowed = least >= 1e-3 * mean ? 1e-12 : Math.Max(1e-12, 1e-13 * mean / least);
            bool isExact = solved.NashGap is >= -1e-14 and <= 1e-12 && solved.ViolationOfAllocation <= allowed
                && solved.ViolationOfPrice <= 1e-12 && (alpha != 1 || solved.Last("proof") == 1);
            if (!isExact)
            {
                output.WriteLine($"seed {seed}: NG {solved.NashGap:0.0e+0}, VoA {solved.ViolationOfAllocation:0.0e+0} of "
                    + $"{allowed:0.0e+0}, VoP {solved.ViolationOfPrice:0.0e+0}, rounds {solved.Rounds}, residual "
                    + $"{solved.Last("residual"):0.0e+0}; {string.Join(" ", solved.Remarks)}");
            }
            Assert.True(isExact, $"seed {seed}: NG {solved.NashGap:0.0e+0}, VoA {solved.ViolationOfAllocation:0.0e+0} of "
                    + $"{allowed:0.0e+0}, VoP {solved.ViolationOfPrice:0.0e+0}, rounds {solved.Rounds}, residual "
                    + $"{solved.Last("residual"):0.0e+0}; {string.Join(" ", solved.Remarks)}");
        }
    }
}
