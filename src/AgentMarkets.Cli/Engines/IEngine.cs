using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Cli.Engines;

/// <summary>What carries runs across machines, with the place where it is reached: a broker, or a cluster.</summary>
/// <remarks>Written <c>broker amqp://...</c> or <c>cluster 10.0.0.1:4053</c>.</remarks>
internal interface IEngine
{
    /// <summary>As <c>--engine</c> names it.</summary>
    string Name { get; }

    /// <summary>Where it is reached, without a password.</summary>
    string Address { get; }

    /// <summary>Takes a run, to drive it.</summary>
    /// <param name="session">Of the run and of this life of its driver: <c>run/life</c>.</param>
    /// <exception cref="LinkException">The engine cannot be used, or the run has a driver.</exception>
    /// <exception cref="OperationCanceledException">It stood by, and was told to stop.</exception>
    Driving Drive(IReadOnlyList<IFamily> families, string session, Device device, bool standsBy, Action<string> say,
        CancellationToken stop);

    /// <summary>Joins as a node.</summary>
    /// <param name="slots">Actors that it runs at once.</param>
    /// <exception cref="LinkException">The engine cannot be used, or another node has this name.</exception>
    Working Work(IReadOnlyList<IFamily> families, string node, int slots, Device device, Action<string> say,
        CancellationToken stop);

    /// <summary>Looks on.</summary>
    /// <exception cref="LinkException">The engine cannot be used.</exception>
    IOperatorLink Watch(IReadOnlyList<IFamily> families, Action<string> say);
}

/// <summary>A driver's link.</summary>
/// <param name="Heed">While what it is given is cancelled, waiting for anything ends at once with an
/// <see cref="OperationCanceledException"/>.</param>
/// <param name="Configuration">The engine's own, to be kept with the run; nothing where it has none.</param>
internal sealed record Driving(IDriverLink Link, Action<CancellationToken> Heed, string? Configuration = null);

/// <summary>A node's link.</summary>
/// <param name="Stage">Where its actors answer; nothing: on threads.</param>
internal sealed record Working(INodeLink Link, IActorStage? Stage = null);

/// <summary>An engine on this machine for one command, without its nodes.</summary>
internal interface ILocalEngine : IDisposable
{
    IEngine Engine { get; }

    /// <summary>The words by which a node finds it.</summary>
    IReadOnlyList<string> NodeWords { get; }
}
