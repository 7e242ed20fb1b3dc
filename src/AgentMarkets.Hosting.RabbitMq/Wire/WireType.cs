namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>How a field's value is laid out: the lowest three bits of its tag (Protocol Buffers, Encoding).</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5,
}
