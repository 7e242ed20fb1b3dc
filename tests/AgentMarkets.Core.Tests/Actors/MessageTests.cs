using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests.Actors;

public class MessageTests
{
    [Fact]
    public void UnexpectedMessage_SaysWhoGotWhatFromWhomInWhichState()
    {
        var error = new UnexpectedMessageException(
            new("market", 0), new("bidder", 1), new RunTo(3), "round=-1, bids=0/2");
        Assert.Equal("market-0 cannot handle RunTo of round 3 from bidder-1 in state (round=-1, bids=0/2).",
            error.Message);
    }

    [Fact]
    public void MessageWithoutTensors_IsItsOwnCopy()
    {
        IMessage message = new RunTo(3);
        Assert.Same(message, message.Copy());
        message.Release();
    }

    [Fact]
    public void Outbox_KeepsTheOrderOfSending_UntilItIsCleared()
    {
        var outbox = new Outbox();
        outbox.Send(new("b", 2), new RunTo(1));
        outbox.Send(new("a", 1), new RunTo(2));
        outbox.Report(new RoundCompleted(7));
        Assert.Equal([new ActorId("b", 2), new ActorId("a", 1)], outbox.Mail.Select(mail => mail.To));
        Assert.Equal([7L], outbox.Observations.Select(observation => observation.Round));
        outbox.Clear();
        Assert.Empty(outbox.Mail);
        Assert.Empty(outbox.Observations);
    }
}
