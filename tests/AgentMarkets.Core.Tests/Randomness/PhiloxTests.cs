using AgentMarkets.Core.Randomness;
using Xunit;

namespace AgentMarkets.Core.Tests.Randomness;

public class PhiloxTests
{
    // The test vectors of Random123 (Salmon, Moraes, Dror and Shaw), file kat_vectors, philox4x32 with 10 rounds.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu,
        0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_IsThePublishedOne(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1,
        uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), Philox.Block((c0, c1, c2, c3), (k0, k1)));

    [Theory]
    [InlineData(0ul, 0ul, 0u, 0u)]
    [InlineData(8ul, 12ul, 0xa4093822u, 0x299f31d0u)]
    [InlineData(0xfffffffful - 3, ulong.MaxValue, uint.MaxValue, uint.MaxValue)]
    [InlineData(0x85a308d3243f6a80ul, 0x0370734413198a2eul, 0xa4093822u, 0x299f31d0u)]
    public void EightBlocksAtOnce_AreTheSameWordByWord(ulong block, ulong upper, uint k0, uint k1)
    {
        var (w0, w1, w2, w3) = Philox.Eight(block, upper, k0, k1);
        for (int lane = 0; lane < Philox.Group; lane++)
        {
            ulong index = block + (ulong)lane;
            var expected = Philox.Block(((uint)index, (uint)(index >> 32), (uint)upper, (uint)(upper >> 32)), (k0, k1));
            Assert.Equal(expected, ((uint)w0[lane], (uint)w1[lane], (uint)w2[lane], (uint)w3[lane]));
        }
    }
}
