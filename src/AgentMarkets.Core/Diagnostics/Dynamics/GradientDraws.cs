namespace AgentMarkets.Core.Diagnostics;

/// <summary>The games that a run with sampling noise plays.</summary>
/// <param name="Batch">Games a draw.</param>
/// <param name="Seeds">[n], one a row.</param>
/// <param name="First">Round of the first draw; a run takes the draws that follow, as many a round as
/// <see cref="FrozenRun.DrawsOf"/> says.</param>
public sealed record GradientDraws(int Batch, ulong[] Seeds, long First = 0);
