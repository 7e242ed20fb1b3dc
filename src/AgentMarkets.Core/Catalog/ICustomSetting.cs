using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog;

/// <summary>A setting with a format of its own, such as the rules of an <c>expect</c> block.</summary>
public interface ICustomSetting<TSelf>
    where TSelf : class, ICustomSetting<TSelf>
{
    /// <summary>What may be written, in words: <c>rules such as "&lt; 0.03"</c>.</summary>
    static abstract string Words { get; }

    /// <summary>The JSON Schema of what may be written; without one editors accept any value.</summary>
    static virtual JsonObject Schema => [];

    /// <summary>Reads what was written.</summary>
    /// <returns>Nothing where problems were added.</returns>
    static abstract TSelf? Read(Node node, Place place, Problems problems);

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    Node Write();
}
