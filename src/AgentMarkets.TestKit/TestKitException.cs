namespace AgentMarkets.TestKit;

/// <summary>A law, a script or a schedule did not hold. The message is a sentence that says how to see it
/// again.</summary>
public class TestKitException(string sentence, Exception? cause = null) : Exception(sentence, cause);
