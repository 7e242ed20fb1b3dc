namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>A broker cannot be started, reached or stopped; the sentence says why, and the way out.</summary>
public sealed class BrokerException(string sentence, Exception? cause = null) : IOException(sentence, cause);
