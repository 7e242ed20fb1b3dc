using System.Diagnostics;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Tls;

/// <summary>Who signs the certificates of members.</summary>
internal static class Authority
{
    /// <summary>An authority and one certificate for all members, as operators make them.</summary>
    /// <param name="name">Of the folder in the folder.</param>
    public static void Make(string folder, string name)
    {
        string script = Path.Combine(Checkout.Root, "cluster-config", "make-certificates.sh");
        using var make = Process.Start(new ProcessStartInfo("bash", [script, name, "member"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        string said = make.StandardOutput.ReadToEnd();
        make.WaitForExit();
        Assert.True(make.ExitCode == 0, said);
    }
}
