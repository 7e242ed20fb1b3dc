using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class PieceTextTests
{
    private static readonly Place Here = new("here");

    [Theory]
    [InlineData("none", "none")]
    [InlineData("none()", "none")]
    [InlineData(" own-bid( beta = 50 ) ", "own-bid(beta=50)")]
    [InlineData("own-bid(beta=[10, 25])", "own-bid(beta=[10,25])")]
    [InlineData("llg(nearest-vcg)", "llg(nearest-vcg)")]
    [InlineData("wrapped(inner=[llg(payment=vcg), first-price], note='a, "
        + "b')", "wrapped(inner=[llg(payment=vcg),first-price], note='a, b')")]
    [InlineData("file(path=\"my runs/s.csv\", scale=3e-4, on=true)", "file(path='my runs/s.csv', scale=3e-4, on=true)")]
    [InlineData("file(path='it''s')", "file(path=\"it's\")")]
    [InlineData("file(path='7')", "file(path='7')")]
    [InlineData("file(path='true')", "file(path='true')")]
    [InlineData("file(path='')", "file(path='')")]
    [InlineData("file(path=runs/2024/s.csv)", "file(path=runs/2024/s.csv)")]
    [InlineData("own-bid(beta=1..64)", "own-bid(beta=1..64)")]
    public void WellFormedPiece_IsWrittenCanonically(string text, string canonical)
    {
        Node? piece = PieceText.Parse(text, Here, out string why);
        Assert.Equal("", why);
        Assert.Equal(canonical, PieceText.Write(piece!));
    }

    [Theory]
    [InlineData("own-bid(beta=50", "misses a ')' at its end")]
    [InlineData("own-bid(beta=[1,2)", "has ')' where ',' or ']' should stand")]
    [InlineData("own-bid(beta=[1,2", "misses a ']' at its end")]
    [InlineData("own-bid(beta=)", "has ')' where a value should stand")]
    [InlineData("own-bid(beta=", "ends too early")]
    [InlineData("own-bid(beta=1) x", "has 'x' after the end of the piece")]
    [InlineData("own-bid(beta=1, beta=2)", "sets 'beta' of 'own-bid' twice")]
    [InlineData("own-bid(1, 2)", "gives 'own-bid' two values without a name; write several values in brackets, [a,b]")]
    [InlineData("own-bid(note=a b)", "has a space inside 'a b'; a text with a space stands between quotes")]
    [InlineData("own bid", "has a space inside 'own bid'; a text with a space stands between quotes")]
    [InlineData("(beta=1)", "has no name; write name(setting=value, ...)")]
    [InlineData("file(path='x)", "misses a ' at its end")]
    [InlineData("own-bid(beta=[1] gamma=2)", "has 'g' where ',' or ')' should stand")]
    public void MalformedPiece_SaysWhatIsWrong(string text, string why)
    {
        Node? piece = PieceText.Parse(text, Here, out string found);
        Assert.Null(piece);
        Assert.Equal(why, found);
    }

    [Fact]
    public void CommasInsideBracketsOrQuotes_DoNotSplit()
        => Assert.Equal(["a(b=1, c=2)", "[1,2]", "'x, y'", "'it''s, so'", "d"],
            PieceText.Split("a(b=1, c=2), [1,2], 'x, y', 'it''s, so', d"));

    [Fact]
    public void RandomPieces_SurviveWritingAndReading()
    {
        var draws = new Draws(7);
        for (int i = 0; i < 2000; i++)
        {
            Node piece = RandomPiece(draws, depth: 3);
            string text = PieceText.Write(piece);
            Node? back = PieceText.Parse(text, Here, out string why);
            Assert.True(back is not null, $"{text}: {why}");
            Assert.True(piece.SameAs(back), $"{text} became {PieceText.Write(back)}");
            Assert.Single(PieceText.Split(text));
        }
    }

    private static Node RandomPiece(Draws draws, int depth)
    {
        List<KeyValuePair<string, Node>> members = [KeyValuePair.Create("kind", Node.Of($"p{draws.Below(9)}-x"))];
        int settings = draws.Below(4);
        for (int i = 0; i < settings; i++)
        {
            members.Add(KeyValuePair.Create($"s-{i}", RandomValue(draws, depth - 1)));
        }
        return Node.Object(members);
    }

    private static Node RandomValue(Draws draws, int depth)
    {
        string[] words = ["a", "a b", "x,y", "(", "]", "=", "it's", "\"", "'\"", "", "1", "1e5", "true", "null",
            "1..64",
            "ü", "a''b", " ", "-", "nan", "a(b"];
        switch (draws.Below(depth > 0 ? 6 : 4))
        {
            case 0:
                return Node.Of(draws.Below(1000) / 8.0);
            case 1:
                return Node.Of(draws.Below(2) == 0);
            case 2 or 3:
                return Node.Of(words[draws.Below(words.Length)]);
            case 4:
                int count = draws.Below(4);
                return Node.List(Enumerable.Range(0, count).Select(_ => RandomValue(draws, depth - 1)).ToList());
            default:
                Node piece = RandomPiece(draws, depth);
                // A piece without settings reads back as a word: both mean the same where a piece is wanted.
                return piece.Members.Count > 1 ? piece : Node.Of(piece["kind"]!.Text);
        }
    }

    /// <summary>A small generator, so that a failure repeats.</summary>
    private sealed class Draws(uint seed)
    {
        private uint _state = seed;

        public int Below(int bound)
        {
            _state = _state * 1664525 + 1013904223;
            return (int)((_state >> 8) % (uint)bound);
        }
    }
}
