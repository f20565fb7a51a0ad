using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Control flow, evaluation order and references: the same kernels by the C# compiler (CPU device) and by hand.</summary>
public class ControlFlowTests
{
    private const int Count = 40;

    [SkippableTheory, Devices]
    public void NestedLoops_LeaveWhereCSharpLeaves(string id) => Check(id, (d, n, r) => ControlFlowKernels.Launch.NestedLoops(d, n, r));

    [SkippableTheory, Devices]
    public void Switches_TakeTheRightSection(string id) => Check(id, (d, n, r) => ControlFlowKernels.Launch.Switches(d, n, r));

    [SkippableTheory, Devices]
    public void EvaluationOrder_IsLeftToRight(string id) => Check(id, (d, n, r) =>
    {
        using var memory = d.Allocate<int>(new int[n * 4]);
        ControlFlowKernels.Launch.EvaluationOrder(d, n, memory, r);
        d.Synchronize();
    });

    [SkippableTheory, Devices]
    public void ChangingConditions_AreEvaluatedOncePerTurn(string id) => Check(id, (d, n, r) => ControlFlowKernels.Launch.ChangingConditions(d, n, r));

    [SkippableTheory, Devices]
    public void References_PointWhereCSharpPoints(string id) => Check(id, (d, n, r) =>
    {
        using var memory = d.Allocate<int>(Enumerable.Range(0, n).Select(i => i * 7).ToArray());
        ControlFlowKernels.Launch.References(d, n, memory, r);
        d.Synchronize();
    });

    [SkippableTheory, Devices]
    public void EvaluationOrder_OfItem3_IsWorkedByHand(string id)
    {
        var device = TestDevices.Get(id);
        using var memory = device.Allocate<int>(new int[16]);
        using var results = device.Allocate<int>(4);
        ControlFlowKernels.Launch.EvaluationOrder(device, 4, memory, results);

        // Item 3: x = 3. a = 3 + 4 + 4 * 5 + 5 = 32. b = 3 + 13 + 13 = 29. x = 1: memory[1] = 2 + memory[2] = 2 (x = 2);
        // memory[2] += 3 * memory[2], which is 0 (x = 3). c: 3 > 2 && 4 > 3, so 5 (x = 5). d: third = 6, first = 6, second = 7.
        // e: odd, so Touch(memory[1]) = 12.
        const int Expected = 32 + (31 * 29) + (1009 * 5) + (5003 * (6 + 700 + 60000)) + (50021 * 12) + (7 * 12) + (11 * 0) + (13 * 7);
        Assert.Equal(Expected, results.ToArray()[3]);
    }

    [SkippableTheory, Devices]
    public void SwitchExpressions_MatchInOrder(string id)
    {
        var device = TestDevices.Get(id);
        float[] values = [-3, 20, 0, 5, 1, float.NaN, 11, -0f, 4, 30, 10, 2, 3, 5, 12, 6];
        using var input = device.Allocate<float>(values);
        using var results = device.Allocate<float>(values.Length);
        ControlFlowKernels.Launch.SwitchExpressions(device, values.Length, input, results);

        // Shade is the index modulo 4: 0 is none of them, 1 Dark, 2 Grey, 3 Light.
        float[] expected =
        [
            6997, 620, 0, 2005, 7001, float.NaN, 9111.25f, 2100, 7014, 540, 1010 + 10, 2002, 7013, 605, 9012.25f + 10, 2016,
        ];
        Assert.Equal(expected, results.ToArray());
    }

    [SkippableTheory, Devices]
    public void Narrowing_CutsAsCSharpCuts(string id)
    {
        var device = TestDevices.Get(id);
        var i = Enumerable.Range(0, 256).ToArray();
        using var bytes = device.Allocate<byte>(i.Select(v => (byte)v).ToArray());
        using var shorts = device.Allocate<short>(i.Select(v => (short)(v * 999)).ToArray());
        using var sbytes = device.Allocate<sbyte>(i.Select(v => (sbyte)v).ToArray());
        using var ushorts = device.Allocate<ushort>(i.Select(v => (ushort)(v * 300)).ToArray());
        using var results = device.Allocate<long>(i.Length);
        ControlFlowKernels.Launch.Narrowing(device, i.Length, bytes, shorts, sbytes, ushorts, results);
        byte Byte(int v) => (byte)~(byte)((byte)(v + 201) << 1);
        short Short(int v) => (short)((short)((short)((short)(v * 999) * 257) - (short)(v * 3)) >> 2);
        sbyte SByte(int v) => (sbyte)((sbyte)-(sbyte)(v - 1) / 3);
        ushort UShort(int v) => (ushort)(((ushort)((v * 300) - 7) ^ 0x8001) % 1000 / 2);
        Assert.Equal(i.Select(Byte), bytes.ToArray());
        Assert.Equal(i.Select(Short), shorts.ToArray());
        Assert.Equal(i.Select(SByte), sbytes.ToArray());
        Assert.Equal(i.Select(UShort), ushorts.ToArray());
        var local = unchecked((byte)(250 + 190));
        var single = 16777216f * local;
        Assert.Equal(
            i.Select(v => unchecked(Byte(v) + (1000L * Short(v)) + (100000000L * SByte(v)) + (10000000000L * UShort(v)) + local + (long)single
                + (((uint.MaxValue - (long)v) ^ int.MinValue) - long.MinValue) + 73 - 1 + uint.MaxValue + (v > 3 ? 255 : -1))),
            results.ToArray());
    }

    [SkippableTheory, Devices]
    public void PlanesAndBoxes_KnowTheirPlace(string id)
    {
        var device = TestDevices.Get(id);
        using var plane = device.Allocate<int>(37 * 5);
        ControlFlowKernels.Launch.Plane(device, new(37, 5), plane, 37);
        Assert.Equal(Enumerable.Range(0, 37 * 5).Select(n => (n / 37 * 1000) + (n % 37)), plane.ToArray());
        using var box = device.Allocate<int>(7 * 5 * 3);
        ControlFlowKernels.Launch.Box(device, new(7, 5, 3), box, new(7, 5, 3));
        Assert.Equal(Enumerable.Range(0, 105).Select(n => (n / 35 * 1000000) + (n / 7 % 5 * 1000) + (n % 7)), box.ToArray());
    }

    private static void Check(string id, Action<ComputeDevice, int, DeviceBuffer<int>> launch)
    {
        var device = TestDevices.Get(id);
        var reference = TestDevices.Get("cpu");
        using var actual = device.Allocate<int>(Count);
        using var expected = reference.Allocate<int>(Count);
        launch(device, Count, actual);
        launch(reference, Count, expected);
        Assert.Equal(expected.ToArray(), actual.ToArray());
        Assert.True(expected.ToArray().Distinct().Count() > 5, "The kernel must tell its items apart, or the test sees nothing.");
    }
}
