using System.Collections.Concurrent;
using System.Numerics;

namespace GpuVol.Cpu.Morphology;

/// <summary>32-bit labels as 16-bit codes: themselves where all fit, else numbered, 0 staying 0.</summary>
internal sealed unsafe class LabelCodes
{
    private readonly Dictionary<int, ushort>? _codes;

    private LabelCodes(Dictionary<int, ushort>? codes) => _codes = codes;

    /// <summary>The codes of all labels of a volume; null where there are more than 65 536 different ones.</summary>
    public static LabelCodes? Of(int* labels, long count, Action<long, Action<long, long>, long> parallel)
    {
        var high = 0;
        parallel(count, (begin, end) => Interlocked.Or(ref high, Union(labels + begin, end - begin) & ~0xffff), 1 << 16);
        if (high == 0)
            return new LabelCodes(null);

        var found = new ConcurrentDictionary<int, byte>();
        parallel(count, (begin, end) => Collect(labels, begin, end, found), 1 << 16);
        found.TryAdd(0, 0);
        if (found.Count > ushort.MaxValue + 1)
            return null;
        var codes = new Dictionary<int, ushort> { [0] = 0 };
        foreach (var label in found.Keys)
        {
            if (label != 0)
                codes[label] = (ushort)codes.Count;
        }

        return new LabelCodes(codes);
    }

    /// <summary>The codes of a row, or of a part of one.</summary>
    public void Encode(int* labels, ushort* target, int count)
    {
        var i = 0;
        if (_codes is null)
        {
            for (; i <= count - (2 * Vector<uint>.Count); i += 2 * Vector<uint>.Count)
                Vector.Narrow(Vector.Load((uint*)labels + i), Vector.Load((uint*)labels + i + Vector<uint>.Count)).Store(target + i);
            for (; i < count; i++)
                target[i] = (ushort)labels[i];
            return;
        }

        // Labels come in runs.
        var label = 0;
        ushort code = 0;
        for (; i < count; i++)
        {
            if (labels[i] != label)
            {
                label = labels[i];
                code = _codes[label];
            }

            target[i] = code;
        }
    }

    private static int Union(int* labels, long count)
    {
        var lanes = Vector<int>.Zero;
        long i = 0;
        for (; i <= count - Vector<int>.Count; i += Vector<int>.Count)
            lanes |= Vector.Load(labels + i);
        var union = 0;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
            union |= lanes[lane];
        for (; i < count; i++)
            union |= labels[i];
        return union;
    }

    private static void Collect(int* labels, long begin, long end, ConcurrentDictionary<int, byte> found)
    {
        var own = new HashSet<int>();
        var label = 0;
        for (var i = begin; i < end; i++)
        {
            if (labels[i] == label)
                continue;
            label = labels[i];
            if (own.Add(label))
                found.TryAdd(label, 0);
            if (own.Count > ushort.MaxValue + 1)
                return;
        }
    }
}
