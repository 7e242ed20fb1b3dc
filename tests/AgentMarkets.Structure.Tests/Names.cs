using System.Text.RegularExpressions;

namespace AgentMarkets.Structure.Tests;

/// <summary>Names that say nothing, and texts that have no place in a repository.</summary>
internal static partial class Names
{
    // TorchSharp's public name, which users' code may hold.
    private static readonly string[] NotOurs = ["DisposeScopeManager"];

    // Cut in two, so that the rule does not find itself.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];

    private static readonly string[] Places =
    [
        "/wo" + "rk/", "../sha" + "red", "nuget" + ".org", "npmjs" + ".org", "pypi" + ".org", "pythonhosted" + ".org",
        "crates" + ".io", "rubygems" + ".org", "deb.debian" + ".org", "proxy.golang" + ".org", "repo.maven" + ".apache",
    ];

    public static IEnumerable<string> Types(SourceFile file)
    {
        // What is declared in a package's place has the package's names.
        bool counts = file.Extension == ".cs" && !file.Path.Contains("/Declared/");
        for (int i = 0; counts && i < file.Code.Length; i++)
        {
            string name = Vague().Match(file.Code[i]).Groups[1].Value;
            if (name.Length > 0 && !NotOurs.Contains(name))
            {
                yield return $"{file.At(i)}: {name} says not what it does, name it after that";
            }
        }
    }

    public static IEnumerable<string> Texts(SourceFile file)
    {
        for (int i = 0; i < file.Lines.Length; i++)
        {
            foreach (string word in Unfinished.Where(word => Regex.IsMatch(file.Lines[i], $@"\b{word}\b")))
            {
                yield return $"{file.At(i)}: {word} is left over, finish it or take it out";
            }
            foreach (string place in Places.Where(file.Lines[i].Contains))
            {
                yield return $"{file.At(i)}: {place} is a place of one machine or a package host, take it out";
            }
        }
    }

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum) (\w*(?:Manager|Helpers?|Utils?|Utilities|Base))\b")]
    private static partial Regex Vague();
}
