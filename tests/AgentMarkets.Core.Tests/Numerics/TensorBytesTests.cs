using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;

namespace AgentMarkets.Core.Tests.Numerics;

public class TensorBytesTests
{
    [Fact]
    public void Span_IsTheTensorItself()
    {
        using var tensor = torch.tensor([1f, 2, 3, 4], [2, 2]);
        tensor.AsSpan<float>()[3] = 9;
        Assert.Equal(9, tensor[1, 1].item<float>());
    }

    [Fact]
    public void Bytes_GoOutAndIn_ForEveryTypeThatStatesHave()
    {
        foreach (var type in (torch.ScalarType[])
            [torch.ScalarType.Float32, torch.ScalarType.Float64, torch.ScalarType.Int64, torch.ScalarType.Bool])
        {
            using var from = torch.tensor([1f, 0, 1], dtype: type);
            using var to = torch.zeros([3], dtype: type);
            to.FromBytes(from.ToBytes());
            Assert.Equal(from.ToBytes(), to.ToBytes());
        }
    }

    [Fact]
    public void BytesOfAnotherSize_AreRefused()
    {
        using var tensor = torch.zeros(2, 2);
        var error = Assert.Throws<InvalidDataException>(() => tensor.FromBytes(new byte[12]));
        Assert.Equal("12 bytes do not fit a tensor of 16 bytes.", error.Message);
    }
}
