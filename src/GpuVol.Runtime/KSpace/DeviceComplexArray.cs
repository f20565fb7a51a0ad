using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Complex numbers of any shape on a device, C order. The creator disposes it.</summary>
public sealed unsafe class DeviceComplexArray : IDisposable
{
    private readonly IDisposable _buffer;

    private DeviceComplexArray(IDisposable buffer, ComputeDevice device, IReadOnlyList<int> shape, ComplexPrecision precision)
    {
        _buffer = buffer;
        Device = device;
        Shape = shape;
        Precision = precision;
    }

    /// <summary>The device it lies on.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Lengths of the axes, slowest first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>complex64 or complex128.</summary>
    public ComplexPrecision Precision { get; }

    /// <summary>Number of complex numbers.</summary>
    public long Count => ArrayShape.Count(Shape);

    /// <summary>The numbers of a complex64 array.</summary>
    /// <exception cref="InvalidOperationException">It is complex128.</exception>
    public DeviceBuffer<Float2> Buffer => _buffer as DeviceBuffer<Float2> ?? throw new InvalidOperationException("DeviceComplexArray: the numbers are Complex128; use Buffer128.");

    /// <summary>The numbers of a complex128 array.</summary>
    /// <exception cref="InvalidOperationException">It is complex64.</exception>
    public DeviceBuffer<Complex> Buffer128 => _buffer as DeviceBuffer<Complex> ?? throw new InvalidOperationException("DeviceComplexArray: the numbers are Complex64; use Buffer.");

    /// <summary>An array with undefined contents.</summary>
    /// <exception cref="NotSupportedException">complex128 on a device other than the CPU.</exception>
    public static DeviceComplexArray Allocate(ComputeDevice device, IReadOnlyList<int> shape, ComplexPrecision precision = ComplexPrecision.Complex64)
    {
        var lengths = ArrayShape.Check(shape, nameof(DeviceComplexArray));
        CheckPrecision(device, precision);
        var count = ArrayShape.Count(lengths);
        return new DeviceComplexArray(precision == ComplexPrecision.Complex64 ? device.Allocate<Float2>(count) : device.Allocate<Complex>(count), device, lengths, precision);
    }

    /// <summary>The array in host memory, after all work queued before: the same memory where the device works there, else a copy.</summary>
    public ComplexArray ToHost()
    {
        var memory = Memory;
        if (memory.Host is { } shared)
        {
            Device.MakeVisibleToHost(memory);
            return new ComplexArray(Shape, shared.AddReference(), Precision);
        }

        var bytes = Count * (Precision == ComplexPrecision.Complex64 ? sizeof(Float2) : sizeof(Complex));
        var host = HostMemory.Rent(bytes);
        try
        {
            Device.Download(memory, 0, host.Address, bytes);
            return new ComplexArray(Shape, host, Precision);
        }
        catch
        {
            host.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    internal DeviceMemory Memory => Precision == ComplexPrecision.Complex64 ? Buffer.Memory : Buffer128.Memory;

    internal static DeviceComplexArray Upload(ComplexArray array, ComputeDevice device)
    {
        CheckPrecision(device, array.Precision);
        IDisposable buffer = array.Precision == ComplexPrecision.Complex64
            ? device.Share<Float2>(array.Memory, array.Count)
            : device.Share<Complex>(array.Memory, array.Count);
        return new DeviceComplexArray(buffer, device, array.Shape, array.Precision);
    }

    private static void CheckPrecision(ComputeDevice device, ComplexPrecision precision)
    {
        if (precision == ComplexPrecision.Complex128 && device.Info.Kind != DeviceKind.Cpu)
            throw new NotSupportedException($"complex128 is computed on the CPU only, not on {device.Info.Id}. Use the CPU device, or complex64.");
    }
}
