using System.IO.Compression;
using Xunit;

namespace AgentMarkets.Lab.Tests;

public sealed class DataFilesTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly DataFiles _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PlainAndPackedText_AreTheSame()
    {
        File.WriteAllText(_folder["a.csv"], "value\n0.5\n");
        using (var packed = new GZipStream(File.Create(_folder["a.csv.GZ"]), CompressionMode.Compress))
        {
            packed.Write("value\n0.5\n"u8);
        }
        Assert.Equal(("value\n0.5\n", null), _files.Read(_folder["a.csv"]));
        Assert.Equal(("value\n0.5\n", null), _files.Read(_folder["a.csv.GZ"]));
        Assert.Single(_files.Fingerprints.Values.Distinct());
    }

    [Fact]
    public void WhatCannotBeRead_IsARuleThatItBreaks()
    {
        File.WriteAllText(_folder["plain.gz"], "value");
        File.WriteAllBytes(_folder["latin.csv"], [0xe9, 0x0a]);
        Assert.Equal("is not a whole gzip file, although its name ends in .gz",
            _files.Read(_folder["plain.gz"]).Problem);
        Assert.Equal("is not UTF-8 text", _files.Read(_folder["latin.csv"]).Problem);
        Assert.Equal("is a folder, not a file", _files.Read(_folder.Path).Problem);
        Assert.StartsWith("no such file (looked in ", _files.Read(_folder["gone.csv"]).Problem);
        Assert.Empty(_files.Fingerprints);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(-1)]
    [InlineData(-4)]
    [InlineData(-9)]
    public void PackedFileThatWasCutShort_IsNotReadInPart(int bytes)
    {
        using (var packed = new GZipStream(File.Create(_folder["torn.gz"]), CompressionMode.Compress))
        {
            packed.Write(System.Text.Encoding.UTF8.GetBytes(
                "value\n" + string.Concat(Enumerable.Range(1, 999).Select(i => $"{Math.Sin(i)}\n"))));
        }
        byte[] whole = File.ReadAllBytes(_folder["torn.gz"]);
        File.WriteAllBytes(_folder["torn.gz"], bytes < 0 ? whole[..^-bytes] : whole[..bytes]);
        Assert.Equal((null, "is not a whole gzip file, although its name ends in .gz"),
            _files.Read(_folder["torn.gz"]));
    }

    [Fact]
    public void Folder_IsListedInOrderWithoutWhatIsNoData()
    {
        foreach (string name in (string[])["b.csv", "c.CSV.gz", "a.csv", "notes.txt", "picture.png", "csv"])
        {
            File.WriteAllText(_folder[name], "");
        }
        Assert.Equal(["a.csv", "b.csv", "c.CSV.gz"], _files.List(_folder.Path).Names);
        Assert.StartsWith("no such folder", _files.List(_folder["gone"]).Problem);
        Assert.Equal("is a file, not a folder", _files.List(_folder["a.csv"]).Problem);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(200001)]
    public void Fingerprint_IsThatOfTheBytes(int length)
    {
        // Letters of one, two and four bytes, so that pieces end within one.
        string text = string.Concat(Enumerable.Range(0, length).Select(i => i % 3 == 0 ? "a" : i % 3 == 1 ? "\u00e9"
            : "\U0001F34E"));
        File.WriteAllText(_folder["long.csv"], text);
        _files.Read(_folder["long.csv"]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            File.ReadAllBytes(_folder["long.csv"]))), _files.Fingerprints[_folder["long.csv"]]);
    }
}
