using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>A script as leader of a session and process group of its own, so that all that it starts can be ended at
/// once.</summary>
internal static partial class TiedProcess
{
    /// <summary>Part of a script: started with the word <c>tied</c>, it and its whole process group end when standard
    /// input does, which is when the process that holds its other end is gone, however that came about.</summary>
    public const string Tie = """
        if [ "${1:-}" = tied ]; then
          # A shell gives background commands nothing to read; hence the detour.
          exec 3<&0
          { cat <&3 >/dev/null; kill -KILL -$$; } &
          exec 3<&-
        fi
        exec </dev/null
        """;

    private const int Terminate = 15, KillNow = 9;

    /// <returns>The leader. Whoever ties it must keep this object, which holds the other end.</returns>
    public static Process Start(string script, bool tied)
    {
        var start = new ProcessStartInfo("setsid", tied ? ["sh", script, "tied"] : ["sh", script])
        {
            RedirectStandardInput = true,
        };
        // No password of this program's goes along, and no setting of another broker.
        foreach (string name in start.Environment.Keys.Where(IsOfBrokers).ToArray())
        {
            start.Environment.Remove(name);
        }
        var leader = Process.Start(start)!;
        // Until setsid has done its work the leader is in the group of this process, where nobody looks for it.
        while (!leader.HasExited && Group(leader.Id).Count == 0)
        {
            Thread.Sleep(1);
        }
        return leader;
    }

    /// <summary>What still runs of a process group. Those that have ended and that nobody asked after do not
    /// count.</summary>
    public static List<int> Group(int leader)
    {
        string group = $"{leader}";
        return All(process =>
        {
            // proc(5): pid (name) state parent group ...; the name may hold anything.
            string stat = ReadOrNothing($"/proc/{process}/stat") ?? "";
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 5);
            return fields.Length == 5 && fields[1] is not ("Z" or "X") && fields[3] == group;
        });
    }

    /// <summary>Whether a process group is still that of a script, whose number may meanwhile be another's.</summary>
    public static bool IsAlive(int leader, string script) => Group(leader).Exists(process =>
        ReadOrNothing($"/proc/{process}/cmdline")?.Contains(script, StringComparison.Ordinal) == true
        || IsAtHome(process, Path.GetDirectoryName(script)!));

    public static void AskToEnd(int process) => _ = Signal(process, Terminate);

    /// <summary>Ends all of a process group, and waits until nothing of it is left.</summary>
    /// <param name="home">Also ends what has left the group, known by this HOME.</param>
    public static void KillGroup(int leader, string? home = null)
    {
        var since = Stopwatch.StartNew();
        while (since.Elapsed < TimeSpan.FromSeconds(10))
        {
            List<int> group = Group(leader), strays = home is null ? [] : All(process => IsAtHome(process, home));
            if (group.Count + strays.Count == 0)
            {
                return;
            }
            if (group.Count > 0)
            {
                _ = Signal(-leader, KillNow);
            }
            strays.ForEach(stray => _ = Signal(stray, KillNow));
            Thread.Sleep(5);
        }
    }

    private static List<int> All(Func<int, bool> condition) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out int process) ? process : 0)
            .Where(process => process > 0 && condition(process))];

    private static bool IsAtHome(int process, string home) =>
        ReadOrNothing($"/proc/{process}/environ") is { } environment
        && $"\0{environment}".Contains($"\0HOME={home}\0", StringComparison.Ordinal);

    private static string? ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return null;
        }
    }

    private static bool IsOfBrokers(string name) =>
        name.StartsWith("AGENTMARKETS_", StringComparison.Ordinal)
        || name.StartsWith("RABBITMQ_", StringComparison.Ordinal)
        || name.StartsWith("ERL_", StringComparison.Ordinal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
