namespace AgentMarkets.Core.Diagnostics;

/// <summary>A line of the verdict rule.</summary>
internal interface IRuleLine
{
    int Number { get; }

    /// <summary>A question that yes answers when the line fires.</summary>
    string Asks { get; }

    /// <summary>The verdict, or nothing if the line does not fire. Also asked when a line before fired.</summary>
    Verdict? Decide(Evidence evidence, VerdictSettings limits);
}
