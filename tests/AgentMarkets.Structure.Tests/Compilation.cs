using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AgentMarkets.Structure.Tests;

/// <summary>Compiles sources in memory, against the assemblies that were built for these tests.</summary>
internal static class Compilation
{
    // What the SDK imports into every file.
    private const string Imports = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // A method that a source generator would write; none runs here.
    private const string PartOfAGenerator = "CS8795";

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions s_options = new(OutputKind.DynamicallyLinkedLibrary,
        nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);

    private static readonly Dictionary<string, MetadataReference> s_built =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .DistinctBy(Path.GetFileNameWithoutExtension)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file)!,
                file => (MetadataReference)MetadataReference.CreateFromFile(file));

    /// <param name="assembly">Its name; what was built under this name is left out.</param>
    /// <param name="more">What it stands on beside all that was built.</param>
    public static CSharpCompilation Of(string assembly, IEnumerable<SourceFile> sources,
        params IEnumerable<CSharpCompilation> more) => CSharpCompilation.Create(assembly,
            [.. sources.Append(new SourceFile("Imports.cs", Imports))
                .Select(file => CSharpSyntaxTree.ParseText(file.Text, s_language, file.Path))],
            [.. s_built.Where(one => one.Key != assembly).Select(one => one.Value),
                .. more.Select(one => one.ToMetadataReference())],
            s_options);

    /// <summary>The same where execution begins in one of the sources.</summary>
    public static CSharpCompilation Program(string assembly, IEnumerable<SourceFile> sources,
        params IEnumerable<CSharpCompilation> more) =>
        Of(assembly, sources, more).WithOptions(s_options.WithOutputKind(OutputKind.ConsoleApplication));

    /// <summary>What the compiler refuses: file, line, sentence.</summary>
    public static IReadOnlyList<string> Errors(CSharpCompilation compilation) =>
        [.. compilation.GetDiagnostics().Where(one => one.Severity == DiagnosticSeverity.Error
                && one.Id != PartOfAGenerator)
            .Select(one => $"{one.Location.SourceTree?.FilePath}:"
                + $"{one.Location.GetLineSpan().StartLinePosition.Line + 1}: {one.GetMessage()} ({one.Id})")];
}
