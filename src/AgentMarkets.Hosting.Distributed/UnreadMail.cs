namespace AgentMarkets.Hosting.Distributed;

/// <summary>Frames that came over a wire and that nobody reads: second copies, and what an old epoch said.</summary>
public static class UnreadMail
{
    /// <summary>Frees the tensors of the messages in a frame.</summary>
    public static void Release(Frame frame)
    {
        IEnumerable<Mail> mail = frame switch
        {
            Command { Order: Deliver deliver } => deliver.Mail,
            Reply { Answer: Answered answered } => answered.Said.SelectMany(said => said.Mail),
            _ => [],
        };
        foreach (var letter in mail)
        {
            letter.Message.Release();
        }
    }
}
