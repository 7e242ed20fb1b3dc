using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.TestKit;
using AgentMarkets.TestKit.Laws;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: law suites notice mistakes. Method: pieces with one mistake each.</summary>
public class BrokenLawTests
{
    [Fact]
    public void MechanismThatFavoursABidder_IsNoticed() => Breaks("relabelling bidders relabels payments",
        () => MechanismLaws.Check(new PartialMechanism(), "partial"));

    [Fact]
    public void MechanismThatSellsTooMuch_IsNoticed() => Breaks(
        "no allocation is worth more than the best: shares sum to at most the supply",
        () => MechanismLaws.Check(new OversoldMechanism(), "oversold"));

    [Fact]
    public void MechanismThatPaysLosers_IsNoticed() => Breaks("no positive transfers: nobody but sellers is paid",
        () => MechanismLaws.Check(new GenerousMechanism(), "generous"));

    [Fact]
    public void MechanismThatTakesMoreThanTheBid_IsNoticed() => Breaks(
        "individual rationality: nobody pays more than the declared worth",
        () => MechanismLaws.Check(new GreedyMechanism(), "greedy"));

    [Fact]
    public void MechanismInWhichTheLowestBidWins_IsNoticed() => Breaks("a better bid never wins less",
        () => MechanismLaws.Check(new ReversedMechanism(), "reversed"));

    [Fact]
    public void MechanismInWhichGamesMeet_IsNoticed() => Breaks("a replica alone gives the same row of winners",
        () => MechanismLaws.Check(new MinglingMechanism(), "mingling"));

    [Fact]
    public void MechanismThatForgetsTiesOfTriedBids_IsNoticed() => Breaks(
        "a bid that is tried wins what it wins when it is made",
        () => MechanismLaws.Check(new CarelessMechanism(), "careless"));

    [Fact]
    public void OppositionThatForgetsARival_IsNoticed() => Breaks(
        "a bid wins against the law of the others what it wins in play",
        () => OppositionLaws.Check(new ShortSightedMechanism(), "short-sighted"));

    [Fact]
    public void OppositionWhoseBestIsNot_IsNoticed() => Breaks("no bid is better than the best",
        () => OppositionLaws.Check(new TimidMechanism(), "timid"));

    [Fact]
    public void SmoothRuleWithAWrongSlope_IsNoticed() => Breaks("the slope of winning is its difference quotient",
        () => SmoothingLaws.Check(_ => new NoSmoothing(), new SteepContest(), "steep"));

    [Fact]
    public void PriorThatMisstatesItsDistribution_IsNoticed() => Breaks("draws fit the distribution",
        () => PriorLaws.Check(new MisstatedPrior(), "misstated"));

    [Fact]
    public void LearnerThatForgetsItsMomentum_IsNoticed() => Breaks("saved, loaded and continued is continued",
        () => LearnerLaws.Check(new ForgetfulLearner(), "forgetful"));

    [Fact]
    public void LearnerThatMinglesReplicas_IsNoticed() => Breaks("a replica alone takes the same steps",
        () => LearnerLaws.Check(new MinglingLearner(), "mingling"));

    [Fact]
    public void StrategyWithAWrongGradient_IsNoticed() => Breaks("the gradient is the difference quotient",
        () => StrategyLaws.Check(new MisdifferentiatedStrategy(), "misdifferentiated"));

    [Fact]
    public void UtilityWithAWrongSlope_IsNoticed() => Breaks("the slope is the difference quotient",
        () => UtilityLaws.Check(new MisslopedUtility(), "missloped"));

    [Fact]
    public void StrategyWhoseMembersMeet_IsNoticed() => Breaks("a member of a cohort alone starts as its row",
        () => StrategyLaws.Check(new CrowdedStrategy(), "crowded"));

    [Fact]
    public void ActorThatCountsCopies_IsNoticed() => Breaks("a second copy changes nothing",
        () => BehaviorLaws.Check(() => new Scene(Counter.Name,
            [new(Counter.Name, () => new Counter()), new(Echo.Name, () => new Echo())])));

    private static void Breaks(string law, Action check) =>
        Assert.Contains($"breaks the law '{law}'", Assert.Throws<TestKitException>(check).Message);

    private sealed record Ping(long Round) : IMessage;

    private sealed class Echo : IBehavior
    {
        public static ActorId Name { get; } = new("echo", 1);

        public ActorId Id => Name;

        public void Receive(ActorId from, IMessage message, Outbox outbox) => outbox.Send(from, message);

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Counter : IBehavior
    {
        private long _count;

        public static ActorId Name { get; } = new("counter", 1);

        public ActorId Id => Name;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
            if (message is RunTo run)
            {
                outbox.Send(Echo.Name, new Ping(run.Round));
                return;
            }
            _count++;
        }

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state) => state.Shared("count", _count);

        public void Load(StateReader state) => _count = state.Shared("count");

        public void Dispose()
        {
        }
    }
}
