using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Conversions between all number types against .NET on the host: wrap-around, saturation, rounding, NaN.</summary>
public class ConversionTests
{
    [SkippableTheory, Devices]
    public void FromSByte_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.SByte;
        using var input = device.Allocate<sbyte>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromSByte(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "sbyte to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "sbyte to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "sbyte to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "sbyte to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "sbyte to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "sbyte to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "sbyte to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "sbyte to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "sbyte to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "sbyte to double");
    }

    [SkippableTheory, Devices]
    public void FromByte_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.Byte;
        using var input = device.Allocate<byte>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromByte(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "byte to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "byte to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "byte to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "byte to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "byte to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "byte to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "byte to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "byte to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "byte to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "byte to double");
    }

    [SkippableTheory, Devices]
    public void FromInt16_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.Int16;
        using var input = device.Allocate<short>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromInt16(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "short to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "short to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "short to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "short to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "short to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "short to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "short to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "short to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "short to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "short to double");
    }

    [SkippableTheory, Devices]
    public void FromUInt16_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.UInt16;
        using var input = device.Allocate<ushort>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromUInt16(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "ushort to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "ushort to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "ushort to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "ushort to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "ushort to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "ushort to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "ushort to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "ushort to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "ushort to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "ushort to double");
    }

    [SkippableTheory, Devices]
    public void FromInt32_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.Int32;
        using var input = device.Allocate<int>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromInt32(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "int to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "int to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "int to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "int to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "int to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "int to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "int to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "int to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "int to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "int to double");
    }

    [SkippableTheory, Devices]
    public void FromUInt32_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.UInt32;
        using var input = device.Allocate<uint>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromUInt32(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "uint to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "uint to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "uint to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "uint to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "uint to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "uint to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "uint to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "uint to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "uint to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "uint to double");
    }

    [SkippableTheory, Devices]
    public void FromInt64_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.Int64;
        using var input = device.Allocate<long>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromInt64(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "long to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "long to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "long to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "long to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "long to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "long to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "long to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "long to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "long to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "long to double");
    }

    [SkippableTheory, Devices]
    public void FromUInt64_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.UInt64;
        using var input = device.Allocate<ulong>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromUInt64(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "ulong to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "ulong to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "ulong to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "ulong to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "ulong to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "ulong to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "ulong to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "ulong to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "ulong to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "ulong to double");
    }

    [SkippableTheory, Devices]
    public void FromSingle_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.Single;
        using var input = device.Allocate<float>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromSingle(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "float to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "float to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "float to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "float to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "float to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "float to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "float to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "float to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "float to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "float to double");
    }

    [SkippableTheory, Devices]
    public void FromDouble_EqualsDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var source = NastyValues.Double;
        using var input = device.Allocate<double>(source);
        using var toSByte = device.Allocate<sbyte>(source.Length);
        using var toByte = device.Allocate<byte>(source.Length);
        using var toInt16 = device.Allocate<short>(source.Length);
        using var toUInt16 = device.Allocate<ushort>(source.Length);
        using var toInt32 = device.Allocate<int>(source.Length);
        using var toUInt32 = device.Allocate<uint>(source.Length);
        using var toInt64 = device.Allocate<long>(source.Length);
        using var toUInt64 = device.Allocate<ulong>(source.Length);
        using var toSingle = device.Allocate<float>(source.Length);
        using var toDouble = device.Allocate<double>(source.Length);
        ConversionKernels.Launch.FromDouble(device, source.Length, input.View, toSByte.View, toByte.View, toInt16.View, toUInt16.View, toInt32.View, toUInt32.View, toInt64.View, toUInt64.View, toSingle.View, toDouble.View);
        Exact.Equal(source, toSByte.ToArray(), x => unchecked((sbyte)x), id, "double to sbyte");
        Exact.Equal(source, toByte.ToArray(), x => unchecked((byte)x), id, "double to byte");
        Exact.Equal(source, toInt16.ToArray(), x => unchecked((short)x), id, "double to short");
        Exact.Equal(source, toUInt16.ToArray(), x => unchecked((ushort)x), id, "double to ushort");
        Exact.Equal(source, toInt32.ToArray(), x => unchecked((int)x), id, "double to int");
        Exact.Equal(source, toUInt32.ToArray(), x => unchecked((uint)x), id, "double to uint");
        Exact.Equal(source, toInt64.ToArray(), x => unchecked((long)x), id, "double to long");
        Exact.Equal(source, toUInt64.ToArray(), x => unchecked((ulong)x), id, "double to ulong");
        Exact.Equal(source, toSingle.ToArray(), x => unchecked((float)x), id, "double to float");
        Exact.Equal(source, toDouble.ToArray(), x => unchecked((double)x), id, "double to double");
    }
}
