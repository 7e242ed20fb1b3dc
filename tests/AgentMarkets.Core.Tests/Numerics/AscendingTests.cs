using AgentMarkets.Core.Numerics;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>Goal: numbers below a bound are counted, and sums of runs found, exactly. Method: known answers, then
/// counting one by one.</summary>
public sealed class AscendingTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 4)]
    [InlineData(2.5, 4, 4)]
    [InlineData(3, 4, 5)]
    [InlineData(9, 5, 5)]
    public void NumbersBelowABound_AreCounted_WithOrWithoutTies(double bound, int below, int upTo)
    {
        double[] numbers = [1, 2, 2, 2, 3];
        Assert.Equal(below, Ascending.Count(numbers, bound, orEqual: false));
        Assert.Equal(upTo, Ascending.Count(numbers, bound, orEqual: true));
    }

    [Fact]
    public void AmongNoNumbers_NoneIsCounted()
    {
        Assert.Equal(0, Ascending.Count([], 1, orEqual: true));
        Assert.Equal(0, Ascending.CountRows(new double[0, 2], 1, 1, orEqual: true));
    }

    [Fact]
    public void EndsWithoutBound_CountLikeNumbers()
    {
        double[] numbers = [double.NegativeInfinity, -1, 0.0, double.PositiveInfinity];
        Assert.Equal(0, Ascending.Count(numbers, double.NegativeInfinity, orEqual: false));
        Assert.Equal(1, Ascending.Count(numbers, double.NegativeInfinity, orEqual: true));
        // Zero of either sign is one number.
        Assert.Equal(2, Ascending.Count(numbers, -0.0, orEqual: false));
        Assert.Equal(3, Ascending.Count(numbers, -0.0, orEqual: true));
        Assert.Equal(4, Ascending.Count(numbers, double.PositiveInfinity, orEqual: true));
    }

    [Fact]
    public void Counts_AreThoseOfLookingAtEveryNumber_WhateverTheLength()
    {
        for (int length = 1; length <= 33; length++)
        {
            double[] numbers = [.. Enumerable.Range(0, length).Select(k => (double)(k * k / 7))];
            for (double bound = -1; bound <= numbers[^1] + 1; bound += 0.5)
            {
                Assert.Equal(numbers.Count(x => x < bound), Ascending.Count(numbers, bound, orEqual: false));
                Assert.Equal(numbers.Count(x => x <= bound), Ascending.Count(numbers, bound, orEqual: true));
            }
        }
    }

    [Theory]
    [InlineData(0, 3, 1, 2)]
    [InlineData(1, 0.5, 1, 3)]
    [InlineData(2, 7, 0, 0)]
    [InlineData(2, 10, 3, 4)]
    public void RowsOfATable_AreCountedByOneColumn(int column, double bound, int below, int upTo)
    {
        double[,] table = { { 1, 0, 8 }, { 3, 0.5, 9 }, { 4, 0.5, 9 }, { 5, 6, 10 } };
        Assert.Equal(below, Ascending.CountRows(table, column, bound, orEqual: false));
        Assert.Equal(upTo, Ascending.CountRows(table, column, bound, orEqual: true));
    }

    [Fact]
    public void PrefixSums_HoldTheSumOfEveryRun()
    {
        Assert.Equal([0, 3, 2, 2, 7], PrefixSums.Of([3, -1, 0, 5]));
        Assert.Equal([0, 3, 4, 5, 10], PrefixSums.Of([3, -1, 0, 5], least: 1));
        Assert.Equal([0], PrefixSums.Of([]));
    }
}
