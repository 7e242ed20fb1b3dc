using AgentMarkets.Lab.Reports;
using Xunit;

namespace AgentMarkets.Lab.Tests.Reports;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.5, "0.5")]
    [InlineData(1.0 / 3, "0.33333")]
    [InlineData(-2, "−2")]
    [InlineData(12345.67, "12345.7")]
    [InlineData(3.2e-5, "3.2\u202f×\u202f10⁻⁵")]
    [InlineData(-1.5e12, "−1.5\u202f×\u202f10¹²")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void ANumber_ReadsAsPeopleWriteIt(double value, string text) => Assert.Equal(text, NumberText.Of(value));

    [Theory]
    [InlineData(0.499374, 0.000339, "0.49937", "0.00034")]
    [InlineData(12.3456, 0.21, "12.35", "0.21")]
    [InlineData(1234.6, 17, "1235", "17")]
    [InlineData(-0.00001, 0.001, "0.0000", "0.0010")]
    [InlineData(0.5, double.NaN, "0.5", "")]
    [InlineData(0.5, 0, "0.5", "0")]
    public void AValue_EndsWhereItsErrorBegins(double value, double error, string valueText, string errorText) =>
        Assert.Equal((valueText, errorText, ""), NumberText.WithError(value, error));

    [Fact]
    public void ASmallValue_SharesItsPowerWithItsError() =>
        Assert.Equal(("3.21", "0.41", "\u202f×\u202f10⁻⁵"), NumberText.WithError(3.21e-5, 4.1e-6));

    [Theory]
    [InlineData(0.50112, 0.00031, 0.5, "+0.00112")]
    [InlineData(0.49937, 0.00034, 0.5, "−0.00063")]
    [InlineData(3.21e-5, 4.1e-6, 2e-5, "+1.21\u202f×\u202f10⁻⁵")]
    [InlineData(0.75, double.NaN, 0.5, "+0.25")]
    [InlineData(0.5, 0.1, 0.5, "0.00")]
    [InlineData(0.5, 1, double.NaN, "–")]
    public void ADifference_HasItsSignAndTheValuesDigits(double value, double error, double known, string text) =>
        Assert.Equal(text, NumberText.Difference(value, error, known));
}
