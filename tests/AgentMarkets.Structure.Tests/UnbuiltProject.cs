using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AgentMarkets.Structure.Tests;

/// <summary>A project as the SDK reads it with the switch <c>WithAkka</c> on, which the default build leaves
/// off.</summary>
/// <param name="name">Of the project, its folder and its file.</param>
internal sealed partial class UnbuiltProject(string root, string name)
{
    public const string Switch = "WithAkka";

    private readonly XDocument _file = XDocument.Load(Path.Combine(Repository.Root, root, name, $"{name}.csproj"));

    public string Name => name;

    private string Folder => $"{root}/{name}/";

    /// <summary>Its own sources and those that it links.</summary>
    public IEnumerable<SourceFile> Sources
    {
        get
        {
            string[] removed = [.. Paths("Compile", "Remove")];
            string[] linked = [.. Paths("Compile", "Include")];
            return Repository.Files.Where(file => linked.Contains(file.Path)
                || file.Extension == ".cs" && file.Path.StartsWith(Folder, StringComparison.Ordinal)
                    && !removed.Contains(file.Path));
        }
    }

    /// <summary>What the SDK writes for the projects that may see its internals.</summary>
    public SourceFile Friends => new($"{Folder}Friends.cs", string.Concat(
        from friend in _file.Descendants("InternalsVisibleTo")
        let visible = typeof(System.Runtime.CompilerServices.InternalsVisibleToAttribute).FullName
        select $"[assembly: {visible}(\"{friend.Attribute("Include")!.Value}\")]\n"));

    /// <summary>Paths in the file that lead nowhere.</summary>
    public IEnumerable<string> Astray() => Paths("ProjectReference", "Include").Concat(Paths("Compile", "Include"))
        .Where(path => !File.Exists(Path.Combine(Repository.Root, path)))
        .Select(path => $"{Folder}{name}.csproj: there is no {path}");

    private IEnumerable<string> Paths(string item, string attribute) =>
        from element in _file.Descendants(item)
        where element.AncestorsAndSelf().All(IsOn) && element.Attribute(attribute) is not null
        let full = Path.GetFullPath(Path.Combine(Repository.Root, Folder, element.Attribute(attribute)!.Value))
        select Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');

    /// <summary>Whether an element counts where the switch is on; other conditions than on it do not.</summary>
    public static bool IsOn(XElement element) => Holds(element, "true");

    /// <summary>Whether an element counts in the default build.</summary>
    public static bool IsOnByDefault(XElement element) => Holds(element, "");

    private static bool Holds(XElement element, string value)
    {
        var condition = Comparison().Match(element.Attribute("Condition")?.Value ?? "");
        return !condition.Success
            || (condition.Groups[2].Value == value) == (condition.Groups[1].Value == "==");
    }

    [GeneratedRegex($@"'\$\({Switch}\)' (==|!=) '(\w*)'")]
    private static partial Regex Comparison();
}
