namespace AgentMarkets.Core.Catalog;

/// <summary>
/// A setting that may be written in several forms, such as a count or a list of blocks: a record of nullable properties
/// with a <see cref="SettingAttribute"/> each, of which the first whose form fits is read and the others stay empty.
/// </summary>
public interface IOneOf
{
}
