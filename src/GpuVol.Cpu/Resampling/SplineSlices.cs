using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Slices of stored voxels as float32 intensities with the border's margin, filtered along i and j.</summary>
internal sealed unsafe class SplineSlices
{
    private readonly SplinePrefilterOperation _o;
    private readonly StoredRows _source;

    public SplineSlices(SplinePrefilterOperation operation)
    {
        _o = operation;
        _source = new StoredRows((void*)operation.Source.Handle, operation.Voxels, operation.Rescale);
        RowStride = (operation.Width + 15) / 16 * 16;
    }

    /// <summary>Floats from row to row of a slice: whole vectors.</summary>
    public int RowStride { get; }

    /// <summary>Floats of scratch that <see cref="Load"/> wants.</summary>
    public long ScratchFloats => FloatTiles.Lanes * (2L * RowStride + 16);

    /// <summary>Makes padded slice <paramref name="k"/>, rows <see cref="RowStride"/> apart.</summary>
    public void Load(int k, float* slice, float* scratch)
    {
        var lanes = FloatTiles.Lanes;
        var converted = scratch + lanes * RowStride;
        var rows = stackalloc float*[lanes];
        var targets = stackalloc float*[lanes];
        for (var j = 0; j < _o.Height; j += lanes)
        {
            var valid = Math.Min(lanes, _o.Height - j);
            for (var r = 0; r < lanes; r++)
            {
                var spare = converted + r * (RowStride + 16);
                rows[r] = r < valid ? SourceRow(j + r, k, spare) : rows[valid - 1];
                targets[r] = r < valid ? slice + (long)(j + r) * RowStride : spare;
            }

            FloatTiles.ToLanes(rows, scratch, _o.Width);
            new Span<float>(scratch + lanes * _o.Width, lanes * (RowStride - _o.Width)).Clear();
            SplineLineFilter.Filter(scratch, lanes, _o.Width, lanes, _o.Passes[0]);
            FloatTiles.FromLanes(scratch, targets, RowStride);
        }

        SplineLineFilter.Filter(slice, RowStride, _o.Height, RowStride, _o.Passes[1]);
    }

    // A row of the padded source as intensities: in place where it is stored so, else converted into the spare row.
    private float* SourceRow(int j, int k, float* spare)
    {
        var (sourceJ, sourceK) = (j - _o.Pad, k - _o.Pad);
        if (_o.Pad == 0)
        {
            var offset = (long)_o.SizeI * (sourceJ + (long)_o.SizeJ * sourceK);
            if (_source.IsFloat32Intensity)
                return _source.Floats(offset);
            _source.Load(offset, sourceK, spare, _o.Width);
            return spare;
        }

        var row = new Span<float>(spare, _o.Width);
        if (_o.PadsConstant && (sourceJ < 0 || sourceJ >= _o.SizeJ || sourceK < 0 || sourceK >= _o.SizeK))
        {
            row.Fill(_o.PadValue);
            return spare;
        }

        sourceJ = Math.Clamp(sourceJ, 0, _o.SizeJ - 1);
        sourceK = Math.Clamp(sourceK, 0, _o.SizeK - 1);
        _source.Load((long)_o.SizeI * (sourceJ + (long)_o.SizeJ * sourceK), sourceK, spare + _o.Pad, _o.SizeI);
        row[.._o.Pad].Fill(_o.PadsConstant ? _o.PadValue : row[_o.Pad]);
        row[(_o.Pad + _o.SizeI)..].Fill(_o.PadsConstant ? _o.PadValue : row[_o.Pad + _o.SizeI - 1]);
        return spare;
    }
}
