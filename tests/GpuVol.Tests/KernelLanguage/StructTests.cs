using System.Runtime.CompilerServices;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Structs on every device.</summary>
public class StructTests
{
    [SkippableTheory, Devices]
    public void MixedLayout_IsTheSameOnBothSides(string id)
    {
        var device = TestDevices.Get(id);
        Assert.Equal(40, Unsafe.SizeOf<StructKernels.Mixed>());
        var records = Enumerable.Range(0, 30).Select(i => new StructKernels.Mixed
        {
            Byte = (byte)(i * 9),
            Long = (long)i << 33,
            Inner = new() { Small = (short)(-i), Single = i / 4f },
            Double = i / 8.0,
            Flag = i % 2 == 0,
            Kind = i % 3 == 0 ? StructKernels.Kind.Second : StructKernels.Kind.First,
            Tail = (byte)i,
        }).ToArray();
        var added = new StructKernels.Mixed { Byte = 200, Inner = new() { Small = 7, Single = 2 }, Double = 1.5, Flag = true, Kind = StructKernels.Kind.First, Tail = 99 };
        using var buffer = device.Allocate<StructKernels.Mixed>(records);
        using var sums = device.Allocate<double>(records.Length);
        StructKernels.Launch.Layout(device, records.Length, buffer, added, sums);
        var actual = buffer.ToArray();
        var sum = sums.ToArray();
        for (var i = 0; i < records.Length; i++)
        {
            Assert.Equal((byte)(i * 9) + (10.0 * ((long)i << 33)) - (100.0 * i) + (250.0 * i) + (1250.0 * i) + (i % 2 == 0 ? 0.5 : 0.25) + (i % 3 == 0 ? 5 : -1) + i, sum[i]);
            Assert.Equal((byte)((i * 9) + 200), actual[i].Byte);
            Assert.Equal(-((long)i << 33), actual[i].Long);
            Assert.Equal(7 - i, actual[i].Inner.Small);
            Assert.Equal(i / 2f, actual[i].Inner.Single);
            Assert.Equal((i / 8.0) + 1.5, actual[i].Double);
            Assert.Equal(i % 2 != 0, actual[i].Flag);
            Assert.Equal(i % 3 == 0 ? StructKernels.Kind.Third : StructKernels.Kind.First, actual[i].Kind);
            Assert.Equal(99, actual[i].Tail);
        }
    }

    [SkippableTheory, Devices]
    public void ConstructorsMembersAndOperators_GiveWhatCSharpGives(string id)
    {
        var device = TestDevices.Get(id);
        using var results = device.Allocate<float>(20);
        StructKernels.Launch.Members(device, 20, results);
        var actual = results.ToArray();
        for (var i = 0; i < 20; i++)
        {
            float re = (i * 3) - (2 * i * 0.5f) - i - 6 + 1 + 1, im = (i * i * 0.5f) + 6 - 2 - (2 * i * 0.5f) + 2;
            var norm = MathF.Sqrt(((re + 0.25f) * (re + 0.25f)) + (im * im));
            var length2 = (i * i) + 16f;
            var expected = norm + re + (i + 1 + length2) + (10 * (7 + 1 + length2)) + 0 + (i * 0.5f) + (16 + (i * 0.5f * (i * 0.5f))) + 9 + 9 + 4;
            Assert.Equal(expected, actual[i]);
        }
    }

    [SkippableTheory, Devices]
    public void MembersOfMemory_SeeLaterWrites(string id)
    {
        var device = TestDevices.Get(id);
        using var memory = device.Allocate<StructKernels.Complex>(Enumerable.Range(0, 12).Select(i => new StructKernels.Complex(i, 1)).ToArray());
        using var results = device.Allocate<float>(12);
        StructKernels.Launch.InMemory(device, 12, memory, results);

        // memory[i] is (2i, 2), then (5, 2); the local copy is (2i, 2).
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (4f * i * i) + 4 + 29 + ((4 * i * i) + 4) + 0 + ((2 * i) + 2) + 7), results.ToArray());
    }

    [SkippableTheory, Devices]
    public void ReservedNames_AreHarmless(string id)
    {
        var device = TestDevices.Get(id);
        using var kernel = device.Allocate<StructKernels.event_t>(Enumerable.Range(0, 9).Select(i => new StructKernels.event_t { unsigned = i, restrict = 0.5f }).ToArray());
        using var target = device.Allocate<float>(9);
        using var other = device.Allocate<float>(Enumerable.Range(0, 9).Select(i => 100f * i).ToArray());
        StructKernels.Launch.Names(device, 9, kernel, target, 3, 0.25f, 10, 1000, other);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => 0.5f + (3 + i + 0.25f) + 1000 + 10 + (100 * i) + 1), target.ToArray());
    }

    [SkippableTheory, Devices]
    public void GenericHelpers_AreBoundToTheirTypes(string id)
    {
        var device = TestDevices.Get(id);
        using var bytes = device.Allocate<byte>(Enumerable.Range(0, 12).Select(i => (byte)(i * 23)).ToArray());
        using var floats = device.Allocate<float>(Enumerable.Range(0, 12).Select(i => i * 2.3f).ToArray());
        using var results = device.Allocate<long>(12);
        StructKernels.Launch.Generics(device, 12, bytes, floats, results);
        var expectedBytes = Enumerable.Range(0, 12).Select(i => (byte)((i * 23 * 3) + ((byte)(i * 23) / 3) - ((byte)(i * 23) % 3))).ToArray();
        Assert.Equal(expectedBytes, bytes.ToArray());
        Assert.Equal(Enumerable.Range(0, 12).Select(i => WithParts((i * 2.3f * 3f) + (i * 2.3f / 3f) - (i * 2.3f % 3f), i)), floats.ToArray());
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (2L * i) + 100 + i + 10 + 70000 + (i < 4 ? 1000 : 0)), results.ToArray());

        float WithParts(float v, int i) => v + ((0.5f * expectedBytes[i]) + (float)(-i / 3.0) + (0.5f * v));
    }
}
