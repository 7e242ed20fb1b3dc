namespace AgentMarkets.Core.Actors;

/// <summary>Who an actor is: its role and its number within the role, written <c>bidder-3</c>. Numbers start at
/// 1.</summary>
/// <remarks>
/// Ids are totally ordered (role by ordinal text, then number). Whatever is combined over actors is combined in this
/// order, never in the order of arrival, so that no schedule can change a sum.
/// </remarks>
public readonly struct ActorId(string role, int number) : IEquatable<ActorId>, IComparable<ActorId>
{
    /// <summary>What the actor does, in kebab-case: <c>bidder</c>, <c>auctioneer</c>, <c>coordinator</c>.</summary>
    public string Role { get; } = role;

    /// <summary>Its number within the role, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>The outside: the program that drives a host. It sends, and receives nothing.</summary>
    public static ActorId Driver { get; } = new("driver", 0);

    public int CompareTo(ActorId other)
    {
        int byRole = string.CompareOrdinal(Role, other.Role);
        return byRole != 0 ? byRole : Number.CompareTo(other.Number);
    }

    public bool Equals(ActorId other) => Number == other.Number && string.Equals(Role, other.Role);

    public override bool Equals(object? obj) => obj is ActorId other && Equals(other);

    // Not the text's own hash: that one differs from process to process.
    public override int GetHashCode() => (Role.Length * 31 + Role[0]) * 397 + Number;

    public static bool operator ==(ActorId left, ActorId right) => left.Equals(right);

    public static bool operator !=(ActorId left, ActorId right) => !left.Equals(right);

    public override string ToString() => $"{Role}-{Number}";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text has no number after its last hyphen.</exception>
    public static ActorId Parse(string text)
    {
        int hyphen = text.LastIndexOf('-');
        if (hyphen > 0 && int.TryParse(text.AsSpan(hyphen + 1), out int number))
        {
            return new ActorId(text[..hyphen], number);
        }
        throw new FormatException($"'{text}' is not an actor: write role-number, such as bidder-3.");
    }
}
