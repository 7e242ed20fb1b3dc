namespace AgentMarkets.Hosting.Distributed;

/// <summary>Names of sessions: <c>run/life</c>, which run it is and which life of its driver.</summary>
public static class SessionName
{
    public static string RunOf(string session) =>
        session.LastIndexOf('/') is >= 0 and var end ? session[..end] : session;
}
