namespace AgentMarkets.Core.Catalog;

/// <summary>Settings with a rule that no single setting can show, such as low below high.</summary>
public interface IChecked
{
    /// <summary>Called once every setting has been read and is well by itself.</summary>
    /// <param name="place">Where the settings stand; <see cref="Place.Of"/> names one of them.</param>
    void Check(Problems problems, Place place);
}
