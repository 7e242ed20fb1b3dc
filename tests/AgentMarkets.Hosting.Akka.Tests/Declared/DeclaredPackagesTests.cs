using AgentMarkets.Structure.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Compilation = AgentMarkets.Structure.Tests.Compilation;

namespace AgentMarkets.Hosting.Akka.Tests.Declared;

/// <summary>Goal: what stands for the packages where they are missing says what they say. Method: every type and member
/// that it declares is looked up in the packages themselves.</summary>
public sealed class DeclaredPackagesTests
{
    private static readonly SymbolDisplayFormat s_signature = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeAccessibility,
        parameterOptions: SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeOptionalBrackets,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    [Fact]
    public void Declarations_AreThePackagesOwn()
    {
        string[] findings = [.. Differences(Sources())];
        Assert.True(findings.Length == 0, string.Join("\n", findings));
    }

    [Theory]
    [InlineData("bool HasRole(string role)", "bool HasRole(int role)", "Member has no bool HasRole(int")]
    [InlineData("void Leave(Address address)", "void Going(Address address)", "Cluster has no void Going")]
    [InlineData("class UniqueAddress", "class UniquePlace", "There is no Akka.Cluster.UniquePlace")]
    [InlineData("MemberUp : MemberStatusChange", "MemberUp : ReachabilityEvent", "MemberUp is no Akka.Cluster")]
    [InlineData("bool IsTerminated", "static bool IsTerminated", "static")]
    public void WrongDeclaration_IsFound(string right, string wrong, string sentence) => Assert.Contains(
        Differences(Sources().Select(file => new SourceFile(file.Path, file.Text.Replace(right, wrong)))),
        finding => finding.Contains(sentence));

    private static IEnumerable<SourceFile> Sources() =>
        from name in (string[])["Akka.cs", "AkkaCluster.cs", "AkkaTestKit.cs", "MessagePack.cs"]
        let path = Path.Combine(Checkout.Root, "tests/AgentMarkets.Structure.Tests/Declared", name)
        select new SourceFile(name, File.ReadAllText(path));

    private static IEnumerable<string> Differences(IEnumerable<SourceFile> sources)
    {
        var declared = Compilation.Of("Declared", sources);
        IAssemblySymbol[] packages = [.. declared.References.Select(declared.GetAssemblyOrModuleSymbol)
            .OfType<IAssemblySymbol>()];
        return from type in Types(declared.Assembly.GlobalNamespace)
               from finding in Differences(type, packages)
               select finding;
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol owner) =>
        owner.GetMembers().OfType<INamespaceOrTypeSymbol>()
            .SelectMany(inner => inner is INamedTypeSymbol type ? [type, .. Types(type)] : Types(inner));

    private static IEnumerable<string> Differences(INamedTypeSymbol type, IAssemblySymbol[] packages)
    {
        var found = packages.Select(package => package.GetTypeByMetadataName(MetadataName(type)))
            .FirstOrDefault(one => one is not null);
        if (found is null)
        {
            yield return $"There is no {MetadataName(type)}.";
            yield break;
        }
        string[] above = [.. Above(found).Concat(found.AllInterfaces).Select(one => one.ToDisplayString())];
        foreach (var one in (IEnumerable<INamedTypeSymbol?>)[type.BaseType, .. type.Interfaces])
        {
            if (one is not null && !above.Contains(one.ToDisplayString()))
            {
                yield return $"{type} is no {one}.";
            }
        }
        ISymbol[] members = [.. Above(found).Concat(found.AllInterfaces).SelectMany(one => one.GetMembers())];
        foreach (var member in type.GetMembers().Where(one => !one.IsImplicitlyDeclared && one is not ITypeSymbol
            and not IMethodSymbol { AssociatedSymbol: not null }
            and not IMethodSymbol { MethodKind: MethodKind.ExplicitInterfaceImplementation }))
        {
            string signature = member.ToDisplayString(s_signature);
            if (!members.Any(other => other.ToDisplayString(s_signature) == signature && IsAlike(member, other)))
            {
                yield return $"{type} has no {signature[(signature.IndexOf(' ') + 1)..]}"
                    + $"{(member.IsStatic ? ", static" : "")}.";
            }
        }
    }

    private static bool IsAlike(ISymbol one, ISymbol other) => one.IsStatic == other.IsStatic
        && (one.IsAbstract || !other.IsAbstract || other.ContainingType.TypeKind == TypeKind.Interface)
        && (one as IFieldSymbol)?.ConstantValue?.ToString() == (other as IFieldSymbol)?.ConstantValue?.ToString();

    private static IEnumerable<INamedTypeSymbol> Above(INamedTypeSymbol type)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            yield return one;
        }
    }

    private static string MetadataName(INamedTypeSymbol type) => type.ContainingType is { } owner
        ? $"{MetadataName(owner)}+{type.MetadataName}"
        : $"{type.ContainingNamespace}.{type.MetadataName}";
}
