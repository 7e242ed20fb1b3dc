using System.Text.RegularExpressions;

namespace AgentMarkets.Structure.Tests;

/// <summary>What Core and the families must not touch, and what to use in its place.</summary>
internal static partial class Tokens
{
    private static readonly string[] Pure = ["AgentMarkets.Core", "AgentMarkets.Auctions", "AgentMarkets.Fisher"];

    // The one who must look a state up by hash: equality of an id, which is never used as a number.
    private static readonly string[] HashesItself = ["src/AgentMarkets.Core/Actors/ActorId.cs"];

    // libtorch's library is found on disk, and modules are saved and loaded; nothing else of Torch needs a file.
    private static readonly Regex TorchFiles =
        new(@"(Binding/NativeLoader|Runtime(\.TorchSharp)?|Modules/nn\.Module(\.State)?)\.cs$");

    private static readonly (Regex Token, string Instead)[] Banned =
    [
        (new(@"\bGetHashCode\("), "order by id or name"),
        (new(@"\bHashCode\.Combine\b"), "order by id or name"),
        (new(@"\bnew (System\.)?Random\b"), "use RandomStream"),
        (new(@"\bRandom\.Shared\b"), "use RandomStream"),
        (new(@"\bDateTime(Offset)?\."), "take time as a parameter"),
        (new(@"\bTimeProvider\b"), "take time as a parameter"),
        (new(@"\bStopwatch\b"), "let Lab measure time"),
        (new(@"\bEnvironment\.TickCount"), "let Lab measure time"),
        (new(@"\bGuid\.NewGuid\b"), "name things by id and round"),
        (new(@"\bTask\b"), "answer by message; hosts decide what runs at once"),
        (new(@"\b(async|await)\b"), "answer by message; hosts decide what runs at once"),
        (new(@"\bThread\w*\b"), "answer by message; hosts decide what runs at once"),
        (new(@"\bParallel\."), "answer by message; hosts decide what runs at once"),
        (new(@"\.AsParallel\("), "answer by message; hosts decide what runs at once"),
        (new(@"\block \("), "give the state to one actor"),
        (new(@"\bInterlocked\."), "give the state to one actor"),
        (new(@"\bnew Lock\("), "give the state to one actor"),
        (new(@"(?<!\.)\bFile\.(?!Path\b|Text\b)"), "take the content as a parameter, or let IDataSource read it"),
        (new(@"\bDirectory\."), "take the content as a parameter, or let IDataSource read it"),
        (new(@"\bFileStream\b"), "take a Stream as a parameter"),
        (new(@"\bConsole\."), "report an Observation or a Problem"),
        (new(@"\bEnvironment\."), "take the value as a parameter"),
        (new(@"\bAkka\b|\bRabbitMQ\b"), "leave engines to the hosts"),
    ];

    public static IEnumerable<string> Check(SourceFile file)
    {
        if (file.Extension != ".cs" || file.Project.Length == 0)
        {
            yield break;
        }
        bool isPure = Pure.Contains(file.Project);
        bool isTorch = file.Project == "AgentMarkets.Torch" && !TorchFiles.IsMatch(file.Path);
        for (int i = 0; i < file.Code.Length; i++)
        {
            foreach (var (token, instead) in Banned)
            {
                if (isPure && token.Match(file.Code[i]) is { Success: true } match && !IsAllowed(file, match.Value))
                {
                    yield return $"{file.At(i)}: {match.Value} is banned in {file.Project}, {instead}";
                }
            }
            if (isTorch && FileAccess().Match(file.Code[i]) is { Success: true } access)
            {
                yield return $"{file.At(i)}: {access.Value} is banned in {file.Project} but for finding the library "
                    + "and saving and loading, move it there";
            }
        }
        foreach (string finding in isPure ? Unordered(file) : [])
        {
            yield return finding;
        }
    }

    // A hash table may be asked, but not walked through: its order is nobody's promise.
    private static IEnumerable<string> Unordered(SourceFile file)
    {
        string[] names = [.. file.Code.SelectMany(line => HashTable().Matches(line)).Select(m => m.Groups[2].Value)];
        for (int i = 0; i < file.Code.Length; i++)
        {
            string walked = Walk().Match(file.Code[i]).Groups[1].Value;
            if (names.Contains(walked))
            {
                yield return $"{file.At(i)}: foreach over the hash table {walked} has no order, "
                    + "use a Sorted one or a list";
            }
        }
    }

    private static bool IsAllowed(SourceFile file, string token) =>
        token == "GetHashCode(" && HashesItself.Contains(file.Path);

    [GeneratedRegex(@"(?<![\w.])(File|Directory|FileStream)\.?\w*\(|\bnew (FileStream|StreamReader|StreamWriter)\b")]
    private static partial Regex FileAccess();

    [GeneratedRegex(@"\b(?:Dictionary|HashSet)(<[^;=]*>)\s+(\w+)\s*(?:=|;|\{)")]
    private static partial Regex HashTable();

    [GeneratedRegex(@"\bforeach \(.* in (?:this\.)?(\w+)(?:\.(?:Keys|Values))?\)")]
    private static partial Regex Walk();
}
