namespace AgentMarkets.Core.Numerics;

/// <summary>Prefix sums: the sum of any run of numbers is the difference of two.</summary>
public static class PrefixSums
{
    /// <summary>What the numbers before each one add up to, in their order.</summary>
    /// <param name="numbers">[n], in any order.</param>
    /// <param name="least">Lower numbers count as this.</param>
    /// <returns>[n + 1]: from 0 to the sum of all.</returns>
    public static double[] Of(ReadOnlySpan<double> numbers, double least = double.NegativeInfinity)
    {
        var before = new double[numbers.Length + 1];
        for (int k = 0; k < numbers.Length; k++)
        {
            before[k + 1] = before[k] + Math.Max(numbers[k], least);
        }
        return before;
    }
}
