using AgentMarkets.Auctions.Certificates;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: best responses under rules that tie types together. Method: values worked out by others' program;
/// each type's best bid where no rule binds; what a rule asks is kept.</summary>
public class ResponseProgramTests
{
    private const double Tolerance = 5e-9;

    private static readonly ResponseSettings s_none = new();

    [Fact]
    public void Chances_AreTheBooks()
    {
        double[] expected = [0, .15, .25, .35, .45, .55, .65, .75, .85, .95, 1, 1];
        var (opposition, _, bids, _) = Book();
        Span<double> win = stackalloc double[1];
        for (int a = 0; a < expected.Length; a++)
        {
            opposition.Fare([bids[a]], win);
            Assert.Equal(expected[a], win[0], 1e-12);
        }
    }

    public static TheoryData<ResponseSettings, double> Golden => new()
    {
        { new ResponseSettings(), 0.1786875 },
        { new ResponseSettings { Monotone = true }, 0.1786875 },
        { new ResponseSettings { Budget = .15 }, 0.17845179 },
        { new ResponseSettings { Budget = .10 }, 0.17032639 },
        { new ResponseSettings { Budget = .05 }, 0.14455263 },
        { new ResponseSettings { Return = 1 }, 0.1786875 },
        { new ResponseSettings { Return = 1.5 }, 0.17429861 },
        { new ResponseSettings { Return = 2 }, 0.16382292 },
        { new ResponseSettings { Slope = .4 }, 0.1769 },
        { new ResponseSettings { Slope = .25 }, 0.168125 },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Values_AreTheBooks(ResponseSettings rules, double expected)
    {
        var program = Program(rules);
        Assert.Equal(expected, program.Value(program.ByProgram()!), Tolerance);
        Assert.Equal(expected, program.Value(program.Best()!), Tolerance);
    }

    [Fact]
    public void PlayingAsTheRival_IsTheBooks()
    {
        var (_, types, bids, rival) = Book();
        Assert.Equal(.1785, Program(s_none).Value(rival), 1e-12);
        Assert.Equal(20, types.Length);
        Assert.Equal(21, bids.Length);
    }

    [Fact]
    public void FinerGrid_IsTheBooks()
    {
        double[] types = [.. Enumerable.Range(0, 64).Select(k => (k + .5) / 64)];
        double[] bids = [.. Enumerable.Range(0, 64).Select(k => k / 63.0)];
        double[] mine = OnGrid(types, bids, o => Enumerable.Range(0, 64).MinBy(a => Math.Abs(bids[a] - .48 * o)));
        var program = Of(types, bids, Against(types, bids, mine), new ResponseSettings { Monotone = true });
        Assert.Equal(.17315115, program.Value(mine), Tolerance);
        Assert.Equal(.17349855, program.Value(program.ByRows()), Tolerance);
        Assert.Equal(.17349855, program.Value(program.ByProgram()!), Tolerance);
    }

    [Theory]
    [InlineData(.37)]
    [InlineData(.11)]
    public void RulesThatNeverBind_ChangeNothing(double shade)
    {
        double[] types = [.. Enumerable.Range(0, 9).Select(k => (k + .5) / 9)];
        double[] bids = [.. Enumerable.Range(0, 12).Select(k => k / 11.0)];
        double[] rival = OnGrid(types, bids, o => (int)(shade * 11 * o));
        var loose = Of(types, bids, Against(types, bids, rival),
            new ResponseSettings { Budget = 9, Return = 0, Slope = 99 });
        Assert.Equal(loose.Value(loose.ByRows()), loose.Value(loose.ByProgram()!), 1e-9);
    }

    [Fact]
    public void WhatCannotBe_IsNothing()
    {
        // Everybody pays in an all-pay auction in which no bid is 0.
        double[] ones = [.. Enumerable.Repeat(.5, 6)];
        var program = new ResponseProgram([.25, .75], [.5, .5], [.5, .6, .7], ones, ones, ones,
            new ResponseSettings { Budget = .1 });
        Assert.Null(program.Best());
    }

    private static ResponseProgram Program(ResponseSettings rules)
    {
        var (opposition, types, bids, _) = Book();
        return Of(types, bids, opposition, rules);
    }

    /// <summary>20 types, 21 bids; the rival bids the largest grid bid of at most half its type.</summary>
    private static (IOpposition, double[] Types, double[] Bids, double[] Rival) Book()
    {
        double[] types = [.. Enumerable.Range(1, 20).Select(k => (k - .5) / 20)];
        double[] bids = [.. Enumerable.Range(0, 21).Select(k => k / 20.0)];
        double[] rival = OnGrid(types, bids, o => (int)Math.Floor(o * 10 + 1e-9));
        return (Against(types, bids, rival), types, bids, rival);
    }

    private static double[] OnGrid(double[] types, double[] bids, Func<double, int> bid)
    {
        var strategy = new double[types.Length * bids.Length];
        for (int o = 0; o < types.Length; o++)
        {
            strategy[o * bids.Length + bid(types[o])] = 1.0 / types.Length;
        }
        return strategy;
    }

    private static IOpposition Against(double[] types, double[] bids, double[] rival)
    {
        var weights = new double[bids.Length];
        for (int k = 0; k < rival.Length; k++)
        {
            weights[k % bids.Length] += rival[k];
        }
        var rule = new FirstPrice(new FirstPrice.Settings());
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.Equal(types.Length, rival.Length / bids.Length);
        return new ItemOpposition(rule, new ExactRivals(rule, 1, [(2, new MixedBids(bids, weights))]));
    }

    private static ResponseProgram Of(double[] types, double[] bids, IOpposition opposition, ResponseSettings rules)
    {
        int m = bids.Length;
        var (payoff, paid, worth) = (new double[types.Length * m], new double[types.Length * m],
            new double[types.Length * m]);
        Span<double> win = stackalloc double[1];
        for (int k = 0; k < payoff.Length; k++)
        {
            paid[k] = opposition.Fare([bids[k % m]], win);
            worth[k] = win[0] * types[k / m];
            payoff[k] = worth[k] - paid[k];
        }
        return new ResponseProgram(types, [.. types.Select(_ => 1.0 / types.Length)], bids, payoff, paid, worth, rules);
    }
}
