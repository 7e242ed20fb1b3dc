namespace AgentMarkets.Core.Actors;

/// <summary>What actors say to each other: an immutable record of numbers and tensors that belongs to one
/// round.</summary>
/// <remarks>
/// The tensors of a message belong to its sender, who may write over them once the round is over. A receiver that needs
/// them longer copies them. A wire, or <c>LocalHost</c> on request, carries <see cref="Copy"/> instead of the message
/// itself.
/// </remarks>
public interface IMessage
{
    /// <summary>The round it belongs to; a receiver that is past this round ignores it, so that redelivery is
    /// harmless.</summary>
    long Round { get; }

    /// <summary>A copy that shares no memory with this message. Messages without tensors are their own copy.</summary>
    IMessage Copy() => this;

    /// <summary>Frees the tensors of a <see cref="Copy"/>. Messages without tensors have nothing to free.</summary>
    void Release()
    {
    }
}
