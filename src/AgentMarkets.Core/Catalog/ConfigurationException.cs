namespace AgentMarkets.Core.Catalog;

/// <summary>What a user wrote cannot be run; the message lists every problem and is meant for the user.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
