namespace GpuVol.Kernels;

/// <summary>What surrounds the Fourier transforms of a row filter.</summary>
public static partial class RowFilterKernels
{
    /// <summary>
    /// Rows into longer rows, with zeros behind. With a fade, rows go on beyond both ends with the end's value times cos² from 1 to 0; what goes
    /// on before the first column stands at the end of the padded row, which the filter takes as a circle.
    /// </summary>
    [Kernel]
    public static void Pad(Index2D at, ArrayView<float> rows, ArrayView<float> padded, RowFilterParameters p)
    {
        var row = (long)at.Y * p.Columns;
        var value = 0f;
        if (at.X < p.Columns)
            value = rows[row + at.X];
        else if (at.X < p.Columns + p.Fade)
            value = Faded(rows[row + p.Columns - 1], at.X - p.Columns + 1, p.Fade);
        else if (at.X >= p.Length - p.Fade)
            value = Faded(rows[row], p.Length - at.X, p.Fade);
        padded[(long)at.Y * p.Length + at.X] = value;
    }

    /// <summary>Every spectrum times the real response of the filter.</summary>
    [Kernel]
    public static void Multiply(Index2D at, ArrayView<Float2> spectra, ArrayView<float> response, RowFilterParameters p)
    {
        var length = p.Length / 2 + 1;
        var index = (long)at.Y * length + at.X;
        spectra[index] = spectra[index] * response[at.X];
    }

    /// <summary>The part of the filtered circle that is wanted.</summary>
    [Kernel]
    public static void Crop(Index2D at, ArrayView<float> padded, ArrayView<float> rows, RowFilterParameters p)
    {
        var from = at.X + p.First;
        if (from < 0)
            from += p.Length;
        rows[(long)at.Y * p.Count + at.X] = padded[(long)at.Y * p.Length + from];
    }

    /// <summary>Data times a factor a column and row of the detector, and one a column and view: <c>planes</c> of rows x columns numbers.</summary>
    [Kernel]
    public static void Weight(Index3D pixel, ArrayView<float> source, ArrayView<float> target, ArrayView<float> perPixel, ArrayView<float> perView, RowWeightParameters p)
    {
        var index = pixel.X + (long)p.Columns * (pixel.Y + (long)p.Lines * pixel.Z);
        var row = pixel.Y;
        var view = pixel.Z;
        if (p.IsStack != 0)
        {
            row = 0;
            view = pixel.Y;
        }

        target[index] = source[index] * perPixel[pixel.X + p.Columns * row] * perView[pixel.X + p.Columns * view];
    }

    // cos² of a quarter turn, from 1 at the end of the data to 0 behind the last column of the fade.
    private static float Faded(float end, int distance, int fade)
    {
        var cosine = XMath.Cos(1.5707964f * distance / (fade + 1));
        return end * cosine * cosine;
    }
}
