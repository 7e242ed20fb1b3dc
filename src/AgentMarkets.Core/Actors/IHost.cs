namespace AgentMarkets.Core.Actors;

/// <summary>Runs behaviours and carries their messages. The same behaviours, seeds and messages give the same states on
/// every host.</summary>
public interface IHost : IDisposable
{
    /// <summary>Called with every observation, in an order that the host fixes.</summary>
    Action<Observation>? Observed { get; set; }

    /// <summary>Tensors alive in all processes of the host. Only between two <see cref="Run"/>s.</summary>
    long LiveTensors => TorchSharp.torch.Tensor.TotalCount;

    /// <summary>Puts a message from the outside into an actor's mailbox.</summary>
    void Post(ActorId to, IMessage message);

    /// <summary>Delivers until no message is under way.</summary>
    /// <exception cref="StalledException">Nothing is under way, but an actor still waits.</exception>
    void Run();

    /// <summary>The state of all behaviours in the order of their ids. Only between two <see cref="Run"/>s.</summary>
    SystemState Save();

    /// <summary>Puts every behaviour into a saved state.</summary>
    void Load(SystemState state);
}

/// <summary>No message is under way and somebody still waits: says who waits for whom in which round.</summary>
public sealed class StalledException(string sentence) : InvalidOperationException(sentence);
