using GpuVol.Kernels;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Loops, branches and calls in the combinations that a careless translation gets wrong.</summary>
public static partial class ControlFlowKernels
{
    private const int Limit = 12;

    /// <summary>Nested loops with break, continue and return out of the middle.</summary>
    [Kernel]
    public static void NestedLoops(Index1D i, ArrayView<int> results)
    {
        var sum = 0;
        for (int row = 0, column = 20; row < column; row += 2, column--)
        {
            if (row == 4)
                continue;
            var inner = row;
            while (true)
            {
                inner++;
                if (inner % 3 == 0)
                    continue;
                if (inner > i + row)
                    break;
                sum += inner * column;
                if (sum > 5000)
                {
                    results[i] = -sum;
                    return;
                }
            }

            do
            {
                sum--;
                if (sum % 7 == 2)
                    break;
            }
            while (sum % 5 != 0);
        }

        for (; ; )
        {
            if (sum < 100)
                break;
            sum /= 2;
        }

        results[i] = sum;
    }

    /// <summary>A switch with shared labels, a default in the middle, variables across sections, and jumps out of a loop around it.</summary>
    [Kernel]
    public static void Switches(Index1D i, ArrayView<int> results)
    {
        var total = 0;
        for (var step = 0; step < Limit; step++)
        {
            switch ((step + i) % 9)
            {
                case 0:
                case 3:
                    total += 1;
                    break;
                default:
                    var carried = total * 2;
                    total = carried - step;
                    break;
                case 1:
                    carried = 5;
                    total += carried;
                    continue;
                case -2:
                    total = -1000;
                    break;
                case 5:
                    if (total > 40)
                        break;
                    total += 10;
                    goto_free(ref total);
                    break;
                case 7:
                    {
                        for (var k = 0; k < 5; k++)
                        {
                            if (k == 3)
                                break;
                            total += k;
                        }

                        break;
                    }

                case 8:
                    results[i] = total + 100000;
                    return;
            }

            total += 1000;
        }

        results[i] = total;

        static void goto_free(ref int value) => value += 3;
    }

    /// <summary>Switch expressions and patterns.</summary>
    [Kernel]
    public static void SwitchExpressions(Index1D i, ArrayView<float> values, ArrayView<float> results)
    {
        var v = values[i];
        var kind = (Shade)(i % 4);
        var scale = kind switch
        {
            Shade.Dark => 0.5f,
            Shade.Grey when v > 10 => Bump(ref v),
            Shade.Grey => v switch { < 0 => -1f, 0 => 0f, _ => 1f },
            not Shade.Light and not Shade.Dark => 7f,
            _ => 2f,
        };
        var bonus = i.X is 1 or (> 4 and < 8) or 13 ? 100 : v is >= 3 and not 5 ? 10 : 0;
        results[i] = (scale * 1000) + v + bonus;
    }

    /// <summary>Operands with side effects keep the order that C# gives them.</summary>
    [Kernel]
    public static void EvaluationOrder(Index1D i, ArrayView<int> memory, ArrayView<int> results)
    {
        var x = i.X;
        var cell = i * 4;
        memory[cell] = x;
        memory[cell + 1] = 2 * x;
        var a = x + Next(ref x) + (x * Next(ref x)) + x;
        var b = memory[cell] + Touch(memory, cell) + memory[cell];
        x = 1;
        memory[cell + x] = Next(ref x) + memory[cell + x];
        memory[cell + x] += Next(ref x) * memory[cell + 2];
        var c = x > 2 && Next(ref x) > 3 || Next(ref x) < 0 ? Next(ref x) : -Next(ref x);
        var d = Combine(third: Next(ref x), first: x, second: Next(ref x));
        var e = i % 2 == 0 ? (i % 3 == 0 ? Next(ref x) : x) : Touch(memory, cell + 1);
        results[i] = a + (31 * b) + (1009 * c) + (5003 * d) + (50021 * e) + (7 * memory[cell + 1]) + (11 * memory[cell + 2]) + (13 * x);
    }

    /// <summary>Conditions of loops that change what they look at; continue still reaches the step.</summary>
    [Kernel]
    public static void ChangingConditions(Index1D i, ArrayView<int> results)
    {
        var x = 0;
        var sum = 0;
        while (Next(ref x) < i)
        {
            if (x % 3 == 0)
                continue;
            sum += x;
        }

        for (var k = 0; Next(ref x) + k < 60; k += Next(ref x) % 3)
        {
            if (k % 2 == 1)
                continue;
            sum += k * x;
            if (sum > 3000)
                break;
        }

        do
        {
            sum++;
            if (sum % 4 == 1)
                continue;
            sum += 2;
        }
        while (TryHalve(sum, out var half) && half > 20 && Next(ref x) < 90);

        if (!TryHalve(x, out var rest) || rest < 0)
            sum = -sum;
        else if (TryHalve(rest, out rest))
            sum += rest;
        results[i] = sum + (rest * 10000);
    }

    /// <summary>References: local ones, to memory and to variables, and out variables in the midst of conditions.</summary>
    [Kernel]
    public static void References(Index1D i, ArrayView<int> memory, ArrayView<int> results)
    {
        ref var cell = ref memory[i];
        var local = 3;
        ref var alias = ref local;
        alias += i;
        cell = alias * 2;
        Swap(ref cell, ref local);
        Swap(ref memory[i], ref alias);
        (local, cell) = (cell + 1, local + 2);
        DivRem(cell, 3, out var quotient, out _);
        DivRem(cell, 5, out _, out int remainder);
        var both = i > 2 && TryHalve(cell, out var half) && half > 1 ? 1 : 0;
        results[i] = local + (100 * quotient) + (10000 * remainder) + (100000 * both) + AddReadOnly(in cell, local + 1) + AddReadOnly(5, in memory[i]);
    }

    /// <summary>Arithmetic that narrows, on locals and on memory; char constants; constants of every kind.</summary>
    [Kernel]
    public static void Narrowing(Index1D i, ArrayView<byte> bytes, ArrayView<short> shorts, ArrayView<sbyte> sbytes, ArrayView<ushort> ushorts, ArrayView<long> results)
    {
        bytes[i] += 200;
        bytes[i]++;
        bytes[i] <<= 1;
        bytes[i] = (byte)~bytes[i];
        shorts[i] *= 257;
        shorts[i] -= (short)(i * 3);
        shorts[i] >>= 2;
        sbytes[i]--;
        sbytes[i] = (sbyte)-sbytes[i];
        sbytes[i] /= 3;
        ushorts[i] -= 7;
        ushorts[i] ^= 0x8001;
        ushorts[i] %= 1000;
        ushorts[i] >>>= 1;
        byte local = 250;
        for (byte k = 0; k < 20; k++)
            local += k;
        float single = 16777216;
        single = (float)(single + 1.0);
        single *= local;
        uint mixed = 3000000000;
        long wide = mixed - 3000000001u;
        wide += -i;
        wide ^= int.MinValue;
        wide -= long.MinValue;
        const int Letter = 'A' + sizeof(double);
        results[i] = bytes[i] + (1000L * shorts[i]) + (100000000L * sbytes[i]) + (10000000000L * ushorts[i]) + local + (long)single + wide + Letter + unchecked((long)ulong.MaxValue) + unchecked((uint)-1) + (i.X > 3 ? byte.MaxValue : -1);
    }

    /// <summary>Two-dimensional launch.</summary>
    [Kernel]
    public static void Plane(Index2D p, ArrayView<int> results, int width) => results[p.X + (p.Y * width)] = (1000 * p.Y) + p.X;

    /// <summary>Three-dimensional launch, with the index handed on.</summary>
    [Kernel]
    public static void Box(Index3D voxel, ArrayView<int> results, Index3D size) => results[Offset(voxel, size)] = voxel == size ? -1 : voxel != new Index3D(1, 2, 1) ? (1000000 * voxel.Z) + (1000 * voxel.Y) + voxel.X : 1002001;

    private static long Offset(Index3D v, Index3D size) => v.X + (size.X * (v.Y + ((long)size.Y * v.Z)));

    private static int Next(ref int x)
    {
        x += 1;
        return x;
    }

    private static int Touch(ArrayView<int> memory, long cell)
    {
        memory[cell] += 10;
        return memory[cell];
    }

    private static float Bump(ref float v)
    {
        v += 0.25f;
        return 9;
    }

    private static int Combine(int first, int second, int third) => first + (100 * second) + (10000 * third);

    private static bool TryHalve(int x, out int half)
    {
        half = x / 2;
        return x % 2 == 0;
    }

    private static void DivRem(int x, int y, out int quotient, out int remainder)
    {
        quotient = x / y;
        remainder = x % y;
    }

    private static void Swap(ref int a, ref int b)
    {
        var t = a;
        a = b;
        b = t;
    }

    private static int AddReadOnly(in int a, in int b) => a + (3 * b);

    private enum Shade : byte
    {
        Dark = 1,
        Grey = 2,
        Light = 3,
    }
}
