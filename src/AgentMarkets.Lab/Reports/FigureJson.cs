using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Reports;

/// <summary>Figures as the data block that the page's script reads.</summary>
public static class FigureJson
{
    /// <param name="figures">Each with the id of its place in the page.</param>
    public static string Of(IReadOnlyList<(string ElementId, Figure Figure)> figures)
    {
        // The default encoder also escapes what could close the script element around the data.
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartArray();
            foreach (var (elementId, figure) in figures)
            {
                Write(json, elementId, figure);
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, string elementId, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("id", elementId);
        json.WriteString("name", figure.Id);
        json.WriteString("title", figure.Title);
        Write(json, "x", figure.X);
        Write(json, "y", figure.Y);
        if (figure.Colour is { } colour)
        {
            Write(json, "colour", colour);
        }
        if (figure.Parallels is { } parallels)
        {
            json.WriteStartArray("parallels");
            foreach (var axis in parallels)
            {
                Write(json, null, axis);
            }
            json.WriteEndArray();
        }
        json.WriteStartArray("series");
        foreach (var series in figure.Series)
        {
            Write(json, series);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string? name, Axis axis)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }
        json.WriteStartObject();
        json.WriteString("label", axis.Label);
        json.WriteBoolean("log", axis.Logarithmic);
        if (axis.Categories is { } names)
        {
            json.WriteStartArray("categories");
            foreach (string called in names)
            {
                json.WriteStringValue(called);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Series series)
    {
        json.WriteStartObject();
        json.WriteString("name", series.Name);
        json.WriteString("kind", series.Kind switch
        {
            SeriesKind.Line => "line",
            SeriesKind.Reference => "reference",
            SeriesKind.Points => "points",
            SeriesKind.Bars => "bars",
            SeriesKind.Cells => "cells",
            SeriesKind.Paths => "paths",
            _ => throw new InvalidOperationException($"The report cannot draw series of the kind {series.Kind}."),
        });
        Write(json, "x", series.X);
        Write(json, "y", series.Y);
        Write(json, "low", series.Low);
        Write(json, "high", series.High);
        Write(json, "z", series.Z);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double[]? numbers)
    {
        if (numbers is null)
        {
            return;
        }
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            // JSON has no word for what is not finite; the script draws a gap for null.
            if (double.IsFinite(number))
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteNullValue();
            }
        }
        json.WriteEndArray();
    }
}
