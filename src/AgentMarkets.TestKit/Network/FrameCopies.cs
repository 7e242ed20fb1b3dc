using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.TestKit.Network;

/// <summary>Frames that share no memory with what was sent, as after a wire.</summary>
internal static class FrameCopies
{
    public static Frame Of(Frame frame) => frame switch
    {
        Command { Order: Deliver deliver } command => command with { Order = new Deliver(Of(deliver.Mail)) },
        Reply { Answer: Answered answered } reply => reply with
        {
            Answer = answered with { Said = [.. answered.Said.Select(said => said with { Mail = Of(said.Mail) })] },
        },
        _ => frame,
    };

    private static Mail[] Of(IReadOnlyList<Mail> mail) =>
        [.. mail.Select(letter => letter with { Message = letter.Message.Copy() })];
}
