using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.TestKit.Laws;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: every learner of the catalogue keeps the laws of its kind, without a test of its own.</summary>
[Collection("live tensors")]
public class LearnerLawTests
{
    private static readonly Catalog.Catalog Core = Catalog.Catalog.Scan([typeof(ILearner).Assembly]);

    [Fact]
    public void GradientLearners_KeepTheirLaws() => LearnerLaws.OverCatalogue(Core,
        ["optimistic(learning-rate=0.05)", "extra-gradient(learning-rate=0.05)"]);

    [Fact]
    public void PopulationLearners_KeepTheirLaws() => PopulationLaws.OverCatalogue(Core,
        ["evolution(population=8, antithetic=true, optimizer=momentum)", "particle-swarm(particles=5, spread=2)"]);

    [Fact]
    public void ExploringLearners_KeepTheirLaws() => ExplorationLaws.OverCatalogue(Core,
        ["reinforce(deviation=0.3, optimizer=sgd, learning-rate=0.01)"]);

    [Fact]
    public void TableLearners_KeepTheirLaws() => TableLaws.OverCatalogue(Core,
        ["multiplicative-weights(rate=5)", "multiplicative-weights(rate=5, decay=0.3)",
            "dual-averaging(rate=3, decay=0)"]);

    [Fact]
    public void ReplyLearners_KeepTheirLaws() => ReplyLaws.OverCatalogue(Core, ["best-response(step=1)"]);

    [Theory]
    [InlineData("evolution(optimizer=sgd, learning-rate=1)")]
    [InlineData("evolution(optimizer=sgd, learning-rate=1, antithetic=true)")]
    [InlineData("evolution(population=3, deviation=0.02, optimizer=sgd, learning-rate=1)")]
    public void EvolutionsGradient_IsThatOfTheUtility_OnAverage(string text) =>
        PopulationLaws.Unbiased(Read<IPopulationLearner>(text), text);

    [Fact]
    public void RegretOfMultiplicativeWeights_VanishesAtItsRate_WhateverThePayoffs() =>
        TableLaws.Regret(Read<ITableLearner>("multiplicative-weights"));

    internal static T Read<T>(string text)
        where T : class, ILearner
    {
        var problems = new Problems("test");
        var learner = new Binder(Core, problems).ReadPiece<T>(text, "learner");
        problems.ThrowIfAny();
        return learner!;
    }
}
