namespace AgentMarkets;

/// <summary>Where the checkout lies that a test or a benchmark was built in; linked into those that need it.</summary>
internal static class Checkout
{
    /// <summary>The repository's root: the folder above the program that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AgentMarkets.sln")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException(
                    $"No folder above {AppContext.BaseDirectory} holds AgentMarkets.sln: run this from a checkout.");
        }
        return folder.FullName;
    }
}
