using System.Diagnostics;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Faults;

/// <summary>Machines with addresses of their own and a wire each, which can be pulled: network namespaces of this
/// one.</summary>
internal sealed class Machines : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly int _count;
    private readonly string _name = $"am{Environment.ProcessId % 100_000}";
    private readonly string _net = $"10.213.{Environment.ProcessId % 250}";

    public Machines(int count)
    {
        _count = count;
        Ip($"link add {_name} type bridge");
        Ip($"link set {_name} up");
        for (int i = 0; i < count; i++)
        {
            Ip($"netns add {Space(i)}");
            Ip($"link add {Wire(i)} type veth peer name eth0 netns {Space(i)}");
            Ip($"link set {Wire(i)} master {_name} up");
            Ip($"-n {Space(i)} addr add {Address(i)}/24 dev eth0");
            Ip($"-n {Space(i)} link set eth0 up");
            Ip($"-n {Space(i)} link set lo up");
        }
    }

    /// <summary>Whether this machine and user can make others.</summary>
    public static bool Can => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(f => File.Exists(Path.Combine(f, "ip")));

    public string Address(int machine) => $"{_net}.{machine + 1}";

    /// <summary>Starts the program on one of them.</summary>
    /// <param name="trust">The file with those whose certificates that machine takes.</param>
    public Child Start(int machine, string trust, string folder, params string[] words) => Child.StartBy(
        ["ip", "netns", "exec", Space(machine), "env", $"SSL_CERT_FILE={trust}"], folder, words);

    public void Cut(int machine) => Ip($"link set {Wire(machine)} down");

    public void Mend(int machine) => Ip($"link set {Wire(machine)} up");

    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            Ip($"netns del {Space(i)}");
        }
        Ip($"link del {_name}");
    }

    private string Space(int machine) => $"{_name}-{machine}";

    private string Wire(int machine) => $"{_name}w{machine}";

    private static void Ip(string words)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true })!;
        string said = ip.StandardError.ReadToEnd();
        Assert.True(ip.WaitForExit(Patience) && ip.ExitCode == 0, $"ip {words}: {said}");
    }
}

/// <summary>A test that needs them.</summary>
internal sealed class MachinesFactAttribute : FactAttribute
{
    public MachinesFactAttribute()
    {
        if (!Machines.Can)
        {
            Skip = "Needs the rights of root and the program ip, to make network namespaces.";
        }
    }
}
