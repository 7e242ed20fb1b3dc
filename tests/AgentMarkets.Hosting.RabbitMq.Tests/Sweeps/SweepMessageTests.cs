using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Sweeps;

/// <summary>What sweeps and nodes say, held against <c>sweeps.proto</c>: byte for byte, so that no field changes
/// unseen.</summary>
public sealed class SweepMessageTests
{
    private static readonly SweepJob Job = new("ab", "r", "e", "{}", "b",
        new Dictionary<string, string> { ["z"] = "2", ["a"] = "1" }, "/i", "c");

    [Fact]
    public void AJobIsTheseBytes()
    {
        string hash = Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(Job.Hash));
        Assert.Equal("0A40" + hash // hash = 1, 64 digits
            + "12026162" // sweep = 2
            + "1A0172" // run = 3
            + "220165" // experiment = 4
            + "2A027B7D" // text = 5
            + "320162" // build = 6
            + "3A060A0161120131" + "3A060A017A120132" // data_files = 7, by their paths
            + "42022F69" // inbox = 8
            + "4A0163", // command = 9
            Convert.ToHexString(Job.ToBytes()));
        var read = SweepJob.Of(Job.ToBytes());
        Assert.Equal(Job.ToBytes(), read.ToBytes());
        Assert.Equal(["a", "z"], read.DataFiles.Keys);
    }

    [Fact]
    public void AResultAndANoteAreTheseBytes()
    {
        string hash = new('a', 64);
        var part = new ResultPart(hash, "0f", "n", 1, 2, "5", [1, 2]);
        Assert.Equal("0A40" + string.Concat(Enumerable.Repeat("61", 64)) + "12023066" + "1A016E" + "2001" + "2802"
            + "320135" + "3A020102", Convert.ToHexString(part.ToBytes()));
        Assert.Equal(part.ToBytes(), ResultPart.Of(part.ToBytes()).ToBytes());

        var note = new JobNote("h", "n", NoteKind.Crashed, "s");
        Assert.Equal("0A0168" + "12016E" + "1803" + "220173", Convert.ToHexString(note.ToBytes()));
        Assert.Equal(note, JobNote.Of(note.ToBytes()));
    }

    [Fact]
    public void TheHashIsOfWhatTheResultDependsOn()
    {
        Assert.Equal(Job.Hash, (Job with { }).Hash);
        Assert.Equal(Job.Hash, new SweepJob("cd", "other", "name", "{}", "b", Job.DataFiles, "", "").Hash);
        Assert.NotEqual(Job.Hash, new SweepJob("ab", "r", "e", "{ }", "b", Job.DataFiles, "/i", "c").Hash);
        Assert.NotEqual(Job.Hash, new SweepJob("ab", "r", "e", "{}", "b2", Job.DataFiles, "/i", "c").Hash);
        Assert.NotEqual(Job.Hash, new SweepJob("ab", "r", "e", "{}", "b",
            new Dictionary<string, string> { ["z"] = "3", ["a"] = "1" }, "/i", "c").Hash);
        // Nothing moves from one text into the next.
        Assert.NotEqual(new SweepJob("", "", "", "bc", "a", Job.DataFiles, "", "").Hash,
            new SweepJob("", "", "", "c", "ab", Job.DataFiles, "", "").Hash);
    }

    [Fact]
    public void WhatIsNoMessageIsRefused()
    {
        Assert.Throws<InvalidDataException>(() => SweepJob.Of([0xFF, 0xFF]));
        byte[] changed = Job.ToBytes();
        changed[^11] ^= 1; // a digit of a fingerprint: the hash tells
        Assert.Throws<InvalidDataException>(() => SweepJob.Of(changed));
        // Its attempt becomes the name of a folder.
        var part = new ResultPart(new string('a', 64), "../../x", "n", 0, 1, "5", [1]);
        Assert.Throws<InvalidDataException>(() => ResultPart.Of(part.ToBytes()));
    }

    [Fact]
    public void APackageCannotWriteElsewhere()
    {
        string place = Directory.CreateTempSubdirectory("package-").FullName;
        try
        {
            string package = Path.Combine(place, "package");
            using (var file = File.Create(package))
            using (var packed = new GZipStream(file, CompressionLevel.Fastest))
            using (var entries = new TarWriter(packed))
            {
                entries.WriteEntry(new PaxTarEntry(
                    TarEntryType.RegularFile, "run/../../outside")
                {
                    DataStream = new MemoryStream([1]),
                });
            }
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(package)));
            foreach (string said in new[] { sha256, "0" })
            {
                Assert.Throws<InvalidDataException>(() =>
                    ResultPackage.Unpack([package], said, Path.Combine(place, "run")));
            }
            Assert.False(File.Exists(Path.Combine(place, "outside")));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
