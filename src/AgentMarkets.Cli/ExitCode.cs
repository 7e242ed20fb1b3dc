namespace AgentMarkets.Cli;

/// <summary>How a command ends: what scripts may rely on.</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>The command line or an experiment file is wrong; nothing was started.</summary>
    Usage = 1,

    /// <summary>The run failed.</summary>
    Failed = 2,

    /// <summary>A rule of the <c>expect</c> block does not hold.</summary>
    ExpectNotMet = 3,

    /// <summary>Stopped by the user; <c>resume</c> goes on.</summary>
    Interrupted = 4,

    /// <summary>A fault of this program.</summary>
    Internal = 5,
}
