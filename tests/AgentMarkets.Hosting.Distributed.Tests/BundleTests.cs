using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Hosting.Distributed.Tests;

/// <summary>What is the same for several actors of a node goes once, and every actor reads its mail in its
/// order.</summary>
public class BundleTests
{
    private static readonly ActorId s_market = new("market", 1), s_coordinator = new("coordinator", 1);
    private static readonly ActorId[] s_readers = [new("reader", 1), new("reader", 2), new("reader", 3)];

    [Fact]
    public void AQuestionToAll_GoesOnce()
    {
        var question = new RunTo(1);
        var deliver = Bundled([(s_market, question)], [(s_market, question)], [(s_market, question)]);
        Assert.Equal(s_readers, Assert.Single(deliver.Mail).To);
        Assert.Same(question, deliver.Mail[0].Message);
    }

    [Fact]
    public void EqualMessagesThatAreNotTheSame_AndTheSameFromTwo_GoEach()
    {
        var question = new RunTo(1);
        Assert.Equal(2, Bundled([(s_market, question)], [(s_market, new RunTo(1))]).Mail.Count);
        Assert.Equal(2, Bundled([(s_market, question)], [(s_coordinator, question)]).Mail.Count);
    }

    // All orders of up to three letters of three messages, for three readers: what each reads is what it was sent.
    [Fact]
    public void EveryReader_ReadsInItsOrder()
    {
        IMessage[] messages = [new RunTo(1), new RunTo(2), new RunTo(3)];
        (ActorId, IMessage)[][] orders = [.. Enumerable.Range(0, 64).Select(code => Enumerable.Range(0, 3)
            .Select(k => code >> 2 * k & 3).Where(digit => digit > 0).Select(digit => (s_market, messages[digit - 1]))
            .ToArray())];
        foreach (var first in orders)
        {
            foreach (var second in orders)
            {
                var third = orders[(Array.IndexOf(orders, first) * 7 + Array.IndexOf(orders, second) * 5) % 64];
                (ActorId, IMessage)[][] sent = [first, second, third];
                var mail = Bundled(sent).Mail;
                for (int k = 0; k < sent.Length; k++)
                {
                    Assert.Equal(sent[k].Select(letter => letter.Item2), mail.SelectMany(letter =>
                        letter.To.Where(to => to == s_readers[k]).Select(_ => letter.Message)));
                }
            }
        }
    }

    private static Deliver Bundled(params (ActorId From, IMessage Message)[][] mail)
    {
        var bundle = new Bundle();
        for (int k = 0; k < mail.Length; k++)
        {
            bundle.Add(s_readers[k], [.. mail[k]]);
        }
        return bundle.Sealed();
    }
}
