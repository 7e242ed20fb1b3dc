// What the engine's tests use of the classes that Google's compiler makes of the schemas; see Akka.cs.
#nullable disable
#pragma warning disable
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AgentMarkets.Protobuf.Frames
{
    public sealed class Envelope : IMessage<Envelope>
    {
        public static MessageParser<Envelope> Parser => throw null;

        public MessageDescriptor Descriptor => throw null;

        public void MergeFrom(Envelope message) => throw null;

        public void MergeFrom(CodedInputStream input) => throw null;

        public void WriteTo(CodedOutputStream output) => throw null;

        public int CalculateSize() => throw null;

        public bool Equals(Envelope other) => throw null;

        public Envelope Clone() => throw null;
    }
}
