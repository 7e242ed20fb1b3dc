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
        return Process.Start(start)!;
    }

    /// <summary>What still runs of a process group. Those that have ended and that nobody asked after do not
    /// count.</summary>
    public static List<int> Group(int leader)
    {
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int process) || ReadOrNothing($"{folder}/stat") is not { } stat)
            {
                continue;
            }
            // proc(5): pid (name) state parent group ...; the name may hold anything.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is not ("Z" or "X") && fields[2] == $"{leader}")
            {
                found.Add(process);
            }
        }
        return found;
    }

    /// <summary>Whether a process group is still that of a script, whose number may meanwhile be another's.</summary>
    public static bool IsAlive(int leader, string script) => Group(leader).Exists(process =>
        ReadOrNothing($"/proc/{process}/cmdline")?.Contains(script, StringComparison.Ordinal) == true
        || ReadOrNothing($"/proc/{process}/environ")?.Contains($"HOME={Path.GetDirectoryName(script)}\0",
            StringComparison.Ordinal) == true);

    public static void AskToEnd(int process) => _ = Signal(process, Terminate);

    /// <summary>Ends all of a process group, and waits until nothing of it is left.</summary>
    public static void KillGroup(int leader)
    {
        var since = Stopwatch.StartNew();
        while (Group(leader).Count > 0 && since.Elapsed < TimeSpan.FromSeconds(10))
        {
            _ = Signal(-leader, KillNow);
            Thread.Sleep(5);
        }
    }

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
