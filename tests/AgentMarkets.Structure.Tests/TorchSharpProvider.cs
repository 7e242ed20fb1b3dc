using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AgentMarkets.Structure.Tests;

/// <summary>Keeps <c>-p:TorchProvider=TorchSharp</c> from rotting where its package is missing: both providers offer
/// the same names, and nobody uses one that only our binding has.</summary>
internal static partial class TorchSharpProvider
{
    private const string Folder = "src/AgentMarkets.Torch/", Names = "AgentMarkets.Torch", Suffix = ".TorchSharp.cs";

    // Built with our binding alone: the projects' conditions say the same (docs/torchsharp.md, 4).
    private static readonly Regex OursAlone =
        new(@"^(src/AgentMarkets\.Torch/|tests/AgentMarkets\.Torch\.Tests/Binding/|bench/.*/BareCalls\.cs$)");

    /// <summary>What both providers see: their own sources, and those in <c>Shared</c>.</summary>
    public static IEnumerable<SourceFile> Sources(IEnumerable<SourceFile> all, bool isTorchSharp) =>
        all.Where(file => file.Extension == ".cs" && file.Path.StartsWith(Folder, StringComparison.Ordinal)
            && (file.Path.StartsWith(Folder + "Shared/", StringComparison.Ordinal)
                || file.Path.EndsWith(Suffix, StringComparison.Ordinal) == isTorchSharp));

    /// <summary>Errors of syntax in what only a build with the switch would compile.</summary>
    public static IEnumerable<string> Unreadable(SourceFile file) =>
        !file.Path.EndsWith(Suffix, StringComparison.Ordinal) ? [] :
            Parsed(file).GetDiagnostics().Where(one => one.Severity == DiagnosticSeverity.Error).Select(one =>
                $"{file.At(one.Location.GetLineSpan().StartLinePosition.Line)}: {one.GetMessage()}");

    /// <summary>Public names that one provider has and the other has not, or has otherwise.</summary>
    public static IEnumerable<string> Differences(IEnumerable<SourceFile> all)
    {
        SourceFile[] files = [.. all];
        SortedSet<string> ours = Public(Sources(files, isTorchSharp: false));
        SortedSet<string> theirs = Public(Sources(files, isTorchSharp: true));
        foreach (string one in ours.Except(theirs))
        {
            yield return $"the TorchSharp provider lacks: {one}";
        }
        foreach (string one in theirs.Except(ours))
        {
            yield return $"our binding lacks: {one}";
        }
    }

    /// <summary>Uses of what a build with the switch would not find, or find to be something else.</summary>
    public static IEnumerable<string> Uses(SourceFile file)
    {
        for (int i = 0; file.Extension == ".cs" && !OursAlone.IsMatch(file.Path) && i < file.Code.Length; i++)
        {
            if (Absent().Match(file.Code[i]) is { Success: true } match)
            {
                yield return $"{file.At(i)}: {match.Value.Trim('.', '(')} is not to be had from TorchSharp, "
                    + "see docs/torchsharp.md";
            }
        }
    }

    private static SortedSet<string> Public(IEnumerable<SourceFile> files)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in files.SelectMany(file => Parsed(file).GetRoot().DescendantNodes())
            .OfType<BaseTypeDeclarationSyntax>().Where(type => IsPublic(type.Modifiers) && IsOurs(type)))
        {
            found.Add($"{Kind(type)} {type.Identifier.Text}");
            foreach (var member in (type as TypeDeclarationSyntax)?.Members.Where(m => IsPublic(m.Modifiers)) ?? [])
            {
                found.Add($"{type.Identifier.Text}: {Signature(member)}");
            }
            foreach (var value in (type as EnumDeclarationSyntax)?.Members ?? [])
            {
                found.Add($"{type.Identifier.Text}: {value.Identifier.Text}");
            }
        }
        return found;
    }

    private static string Kind(BaseTypeDeclarationSyntax type) => type switch
    {
        EnumDeclarationSyntax => "enum",
        TypeDeclarationSyntax declared => declared.Keyword.Text
            + (type.Modifiers.Any(SyntaxKind.StaticKeyword) ? " (static)" : ""),
        _ => type.Kind().ToString(),
    };

    // Without the body; get and set of a property; how a method does its work (unsafe) is its own affair.
    private static string Signature(MemberDeclarationSyntax member)
    {
        MemberDeclarationSyntax bare = member switch
        {
            MethodDeclarationSyntax m => m.WithBody(null).WithExpressionBody(null),
            ConstructorDeclarationSyntax c => c.WithBody(null).WithExpressionBody(null).WithInitializer(null),
            PropertyDeclarationSyntax p => SyntaxFactory.PropertyDeclaration(p.Type, p.Identifier.Text
                + (p.AccessorList?.Accessors.Any(a => a.Keyword.Text is "set" or "init") == true ? " set" : ""))
                .WithModifiers(p.Modifiers),
            _ => member,
        };
        var modifiers = bare.Modifiers.Where(one => one.Text is not ("unsafe" or "partial" or "async"));
        return bare.WithAttributeLists([]).WithModifiers([.. modifiers]).WithoutTrivia()
            .NormalizeWhitespace(" ", " ").ToFullString().TrimEnd(' ', ';');
    }

    private static bool IsPublic(SyntaxTokenList modifiers) => modifiers.Any(SyntaxKind.PublicKeyword);

    // TorchSharp's own names come from its package; our binding declares them in TorchSharp's namespace.
    private static bool IsOurs(BaseTypeDeclarationSyntax type) =>
        type.Parent is BaseNamespaceDeclarationSyntax space && space.Name.ToString() == Names;

    private static SyntaxTree Parsed(SourceFile file) =>
        CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Latest), file.Path);

    // Our binding's insides; names that TorchSharp 0.106.0 has not; and baddbmm, which exchanges its arguments.
    [GeneratedRegex(@"\bAgentMarkets\.Torch\.Binding\b|\bNative\.amt_|\.square_\(|\.baddbmm\("
        + @"|\btorch\.(relu|selu|silu|gelu|log_softmax|CUDA)\b|\b(F|functional)\.embedding\(")]
    private static partial Regex Absent();
}
