using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace GpuVol.Kernels.Generator;

/// <summary>Spelling of names and constants in C.</summary>
internal static class CText
{
    /// <summary>A user's identifier: always with a trailing underscore, so that it meets no keyword, macro or generated name.</summary>
    public static string Identifier(string name) => (name[0] == '_' ? "u" : "") + Sanitize(name) + "_";

    /// <summary>Letters, digits and underscores only.</summary>
    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_')
                text.Append(c);
            else if (c is '.' or ',' or '<' or '>' or ' ')
                text.Append('_');
            else
                text.Append("_u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>The prelude's name of a scalar type; null for anything else.</summary>
    public static string? Scalar(SpecialType type) => type switch
    {
        SpecialType.System_Boolean => "u8",
        SpecialType.System_SByte => "i8",
        SpecialType.System_Byte => "u8",
        SpecialType.System_Int16 => "i16",
        SpecialType.System_UInt16 => "u16",
        SpecialType.System_Int32 => "i32",
        SpecialType.System_UInt32 => "u32",
        SpecialType.System_Int64 => "i64",
        SpecialType.System_UInt64 => "u64",
        SpecialType.System_Single => "f32",
        SpecialType.System_Double => "f64",
        _ => null,
    };

    public static bool IsInteger(SpecialType type) => type is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    public static bool IsFloat(SpecialType type) => type is SpecialType.System_Single or SpecialType.System_Double;

    public static bool IsSmall(SpecialType type) => type is >= SpecialType.System_SByte and <= SpecialType.System_UInt16;

    public static int SizeBytes(SpecialType type) => type switch
    {
        SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        _ => 1,
    };

    public static string Constant(object value, SpecialType type) => type switch
    {
        SpecialType.System_Boolean => (bool)value ? "1" : "0",
        SpecialType.System_Int32 when (int)value == int.MinValue => "(-2147483647 - 1)",
        SpecialType.System_UInt32 => Convert.ToUInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + "u",
        SpecialType.System_Int64 when (long)value == long.MinValue => "(-I64(9223372036854775807) - I64(1))",
        SpecialType.System_Int64 => (long)value < 0 ? $"(-I64({Plain(-(long)value)}))" : $"I64({Plain((long)value)})",
        SpecialType.System_UInt64 => $"U64({Convert.ToUInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)})",
        SpecialType.System_Single => Single((float)value),
        SpecialType.System_Double => Double((double)value),
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture) is var number && number < 0 ? $"({Plain(number)})" : Plain(number),
    };

    /// <summary>Indents by braces.</summary>
    public static string Layout(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        var depth = 0;
        foreach (var line in lines)
        {
            if (line.StartsWith("}", StringComparison.Ordinal))
                depth--;
            text.Append(' ', Math.Max(0, depth) * 4).Append(line).Append('\n');
            if (line.EndsWith("{", StringComparison.Ordinal))
                depth++;
        }

        return text.ToString();
    }

    private static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Single(float value)
    {
        var bits = BitConverter.ToUInt32(BitConverter.GetBytes(value), 0);
        if (float.IsNaN(value) || float.IsInfinity(value))
            return $"gv_bits_to_f32(0x{bits:x8}u)";
        if (value == 0)
            return bits == 0 ? "0.0f" : "(-0.0f)";
        for (var digits = 6; ; digits++)
        {
            var text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
            if (digits < 9 && float.Parse(text, CultureInfo.InvariantCulture) != value)
                continue;
            return Decimal(text) is var literal && value < 0 ? $"({literal}f)" : literal + "f";
        }
    }

    private static string Double(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        if (double.IsNaN(value) || double.IsInfinity(value))
            return $"gv_bits_to_f64(U64(0x{bits:x16}))";
        if (value == 0)
            return bits == 0 ? "0.0" : "(-0.0)";
        for (var digits = 15; ; digits++)
        {
            var text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
            if (digits < 17 && double.Parse(text, CultureInfo.InvariantCulture) != value)
                continue;
            return Decimal(text) is var literal && value < 0 ? $"({literal})" : literal;
        }
    }

    private static string Decimal(string text) => text.IndexOf('.') < 0 && text.IndexOf('E') < 0 ? text + ".0" : text;
}
