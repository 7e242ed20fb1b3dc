using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Finite games: their tables, and what mixtures earn.</summary>
public class MatrixGameTests
{
    [Fact]
    public void RockPaperScissors_PaysWhatItsTableSays()
    {
        using var scope = NewDisposeScope();
        var rule = new MatrixGame(new());
        // Paper (1) beats rock (0), scissors (2) beat paper.
        var paid = rule.Clear(tensor(new[] { 1.0, 0, 1, 2, 2, 2 }).reshape(1, 3, 2, 1)).Paid();
        Assert.Equal([-1, 1, 1, -1, 0, 0], paid.data<double>().ToArray().Select(p => p + 0.0));
        Assert.Equal([0, 1, 2], rule.Actions(1, 2)!);
    }

    [Fact]
    public void MixturesOfTheEquilibrium_EarnTheSameEverywhere()
    {
        var third = ((double[])[0, 1, 2], (double[])[1 / 3.0, 1 / 3.0, 1 / 3.0]);
        IMechanism game = new MatrixGame(new() { Game = NamedGame.Shapley });
        for (int player = 1; player <= 2; player++)
        {
            var opposition = game.AgainstMixtures(player, [third, third]);
            Assert.All((double[])[0, 1, 2],
                action => Assert.Equal(1 / 3.0, opposition.Payoff([0], 1, [action], new QuasiLinear()), 1e-15));
        }
        // Row wants to match, column to be one further.
        var rock = ((double[])[0, 1, 2], (double[])[1.0, 0, 0]);
        Assert.Equal(0, Best(game, 1, rock).Action);
        Assert.Equal(1, Best(game, 2, rock).Action);
    }

    [Fact]
    public void ASampleOfActions_IsTheMixtureOfItsCounts()
    {
        IMechanism game = new MatrixGame(new() { Payoffs = [[3, 0], [5, 1]] });
        var sampled = game.Against(1, 2, game.Oppose([0, 0, 0, 1, 0, 1, 0, 1], 2)(1));
        var mixed = game.AgainstMixtures(1, [([0, 1], [1, 0]), ([0, 1], [0.25, 0.75])]);
        foreach (double action in (double[])[0, 1])
        {
            double expected = action == 0 ? 0.75 : 2;
            Assert.Equal(expected, sampled.Payoff([0], 1, [action], new QuasiLinear()), 1e-15);
            Assert.Equal(expected, mixed.Payoff([0], 1, [action], new QuasiLinear()), 1e-15);
        }
    }

    [Fact]
    public void ThreePlayers_HaveAColumnForEachJointActionOfTheOthers()
    {
        using var scope = NewDisposeScope();
        // Own action first, then the others in the order of their numbers, the last fastest.
        var rule = new MatrixGame(new() { Payoffs = [[1, 2, 3, 4], [5, 6, 7, 8]] });
        Assert.Equal(3, rule.FewestBidders);
        Assert.Equal(3, rule.MostBidders);
        var paid = rule.Clear(tensor(new[] { 1.0, 0, 1 }).reshape(1, 1, 3, 1)).Paid();
        // Player 1: own 1, others (0, 1); player 2: own 0, others (1, 1); player 3: own 1, others (1, 0).
        Assert.Equal([-6, -4, -7], paid.data<double>().ToArray());
        IMechanism any = rule;
        var half = ((double[])[0, 1], (double[])[0.5, 0.5]);
        Assert.Equal(2.5, any.AgainstMixtures(2, [half, half, half]).Payoff([0], 1, [0], new QuasiLinear()), 1e-15);
        var opposed = any.AgainstMixtures(2, [([0, 1], [0, 1]), half, ([0, 1], [1, 0])]);
        Assert.Equal(7, opposed.Payoff([0], 1, [1], new QuasiLinear()), 1e-15);
    }

    [Fact]
    public void TablesThatAreOfNoGame_AreRefused()
    {
        var problems = new Problems("test");
        new MatrixGame.Settings { Payoffs = [[1, 2, 3], [4, 5, 6]] }.Check(problems, new Place("here"));
        new MatrixGame.Settings { Players = [[[1, 2], [3, 4]], [[1, 2, 3]]] }.Check(problems, new Place("here"));
        Assert.Equal(2, problems.Count);
        Assert.Throws<ArgumentException>(() => new MatrixGame(new() { Payoffs = [[1, 2, 3], [4, 5, 6]] }));
    }

    private static (double Best, double Action) Best(IMechanism game, int player, (double[], double[]) rival)
    {
        var (best, actions) = (new double[1], new double[1]);
        game.AgainstMixtures(player, [rival, rival]).Best([0], [], new QuasiLinear(), best, actions);
        return (best[0], actions[0]);
    }
}
