using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Frames that came over a wire and that nobody reads: second copies, and what an old epoch said.</summary>
public static class UnreadMail
{
    /// <summary>Frees the tensors of the messages in a frame.</summary>
    public static void Release(Frame frame)
    {
        if (frame is Command { Order: Deliver deliver })
        {
            Release(deliver.Mail.Select(letter => letter.Message));
        }
        else if (frame is Reply reply)
        {
            Release(reply.Answer);
        }
    }

    /// <summary>Frees the tensors of the messages in an answer.</summary>
    public static void Release(Answer answer)
    {
        if (answer is Answered answered)
        {
            Release(answered.Said.SelectMany(said => said.Mail).Select(sent => sent.Message));
        }
    }

    private static void Release(IEnumerable<IMessage> messages)
    {
        foreach (var message in messages)
        {
            message.Release();
        }
    }
}
