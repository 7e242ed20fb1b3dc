using AgentMarkets.Core.Numerics;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>Linear programs with answers that are worked out by hand.</summary>
public class LinearProgramTests
{
    [Fact]
    public void ACorner_IsFound()
    {
        // max 3x + 2y, x + y at most 4, x + 3y at most 6, x at most 3: (3, 1).
        var program = new LinearProgram();
        int x = program.AddColumn(3, 0, 3), y = program.AddColumn(2, 0, double.PositiveInfinity);
        program.AddRow(double.NegativeInfinity, 4, [(x, 1), (y, 1)]);
        program.AddRow(double.NegativeInfinity, 6, [(y, 3), (x, 1)]);
        double[] best = program.Maximise()!;
        Assert.Equal([3.0, 1.0], best.Select(b => Math.Round(b, 9)));
    }

    [Fact]
    public void RowsWithTwoBounds_AreKept()
    {
        var program = new LinearProgram();
        int x = program.AddColumn(-1, 0, 10);
        program.AddRow(2.5, 7, [(x, 1)]);
        Assert.Equal(2.5, program.Maximise()![0], 1e-9);
    }

    [Fact]
    public void WhatCannotBe_IsNothing()
    {
        var program = new LinearProgram();
        int x = program.AddColumn(1, 0, 1);
        program.AddRow(2, 3, [(x, 1)]);
        Assert.Null(program.Maximise());
    }

    [Fact]
    public void WhatHasNoBound_IsSaid()
    {
        var program = new LinearProgram();
        program.AddRow(0, double.PositiveInfinity, [(program.AddColumn(1, 0, double.PositiveInfinity), 1)]);
        Assert.Contains("status 2", Assert.Throws<ArithmeticException>(() => program.Maximise()).Message);
    }

    [Fact]
    public void ColumnsThatAreNotThere_AreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearProgram().AddRow(0, 1, [(0, 1)]));
}
