using System.Text;
using Google.Protobuf;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>Writes the fields of a Protobuf message; what is empty is left out, as proto3 has it.</summary>
internal sealed class FieldWriter
{
    private readonly MemoryStream _stream = new();
    private readonly CodedOutputStream _output;

    public FieldWriter() => _output = new CodedOutputStream(_stream, leaveOpen: true);

    public void Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            _output.WriteBytes(ByteString.CopyFrom(bytes));
        }
    }

    public void Number(int field, int number)
    {
        if (number != 0)
        {
            _output.WriteTag(field, WireFormat.WireType.Varint);
            _output.WriteInt32(number);
        }
    }

    public byte[] ToBytes()
    {
        _output.Flush();
        return _stream.ToArray();
    }
}

/// <summary>The fields of a Protobuf message by their numbers; those of later versions are passed over.</summary>
internal sealed class FieldReader
{
    private readonly List<(int Field, byte[] Bytes)> _texts = [];
    private readonly List<(int Field, int Number)> _numbers = [];
    private readonly string _what;

    private FieldReader(string what) => _what = what;

    /// <param name="what">What the bytes should be, for the sentence.</param>
    /// <exception cref="InvalidDataException">They are no message.</exception>
    public static FieldReader Read(byte[] bytes, string what)
    {
        var fields = new FieldReader(what);
        try
        {
            using var input = new CodedInputStream(bytes);
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                int field = WireFormat.GetTagFieldNumber(tag);
                switch (WireFormat.GetTagWireType(tag))
                {
                    case WireFormat.WireType.LengthDelimited:
                        fields._texts.Add((field, input.ReadBytes().ToByteArray()));
                        break;
                    case WireFormat.WireType.Varint:
                        fields._numbers.Add((field, input.ReadInt32()));
                        break;
                    default:
                        input.SkipLastField();
                        break;
                }
            }
            return fields;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"A message is not {what}.", e);
        }
    }

    /// <summary>The last one of that number, empty where there is none.</summary>
    public byte[] Bytes(int field) => _texts.LastOrDefault(f => f.Field == field).Bytes ?? [];

    public IEnumerable<byte[]> All(int field) => _texts.Where(f => f.Field == field).Select(f => f.Bytes);

    public int Number(int field) => _numbers.LastOrDefault(f => f.Field == field).Number;

    /// <exception cref="InvalidDataException">It is not UTF-8.</exception>
    public string Text(int field)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes(field));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"A text of {_what} is not UTF-8.", e);
        }
    }
}
