namespace AgentMarkets.Core.Diagnostics;

/// <summary>A run that is asked whether it oscillates: what was seen, and the learning that made it.</summary>
/// <param name="Learning">As it stands at the end.</param>
/// <param name="Seen">[T, R, K], after each update.</param>
/// <param name="Names">Of what was seen, [K].</param>
/// <param name="Seeds">Of the replicas, [R]; the extra runs name their streams by them and touch none of the
/// run's.</param>
public sealed record Subject(LearningDynamics Learning, Trajectory Seen, IReadOnlyList<string> Names, ulong[] Seeds);
