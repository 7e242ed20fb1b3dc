using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.TestKit.Network;

/// <summary>Frames that share no memory with what was sent, as after a wire.</summary>
internal static class FrameCopies
{
    public static Frame Of(Frame frame) => frame switch
    {
        Command { Order: Deliver deliver } command => command with
        {
            Order = new Deliver([.. deliver.Mail.Select(letter => letter with { Message = letter.Message.Copy() })]),
        },
        Reply { Answer: Answered answered } reply => reply with
        {
            Answer = answered with { Said = [.. answered.Said.Select(Of)] },
        },
        _ => frame,
    };

    private static Said Of(Said said) => said with
    {
        Mail = [.. said.Mail.Select(sent => (sent.To, sent.Message.Copy()))], Observations = [.. said.Observations],
    };
}
