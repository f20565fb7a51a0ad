namespace GpuVol;

/// <summary>A transform as ITK's files have it.</summary>
/// <param name="Type">ITK's name, with the precision and dimensions: <c>Euler3DTransform_double_3_3</c>.</param>
/// <param name="Parameters">What an optimiser changes.</param>
/// <param name="Fixed">The centre, and for Euler angles their order.</param>
internal sealed record ItkTransform(string Type, double[] Parameters, double[] Fixed)
{
    /// <summary>As <c>M (p - centre) + centre + translation</c>.</summary>
    /// <exception cref="VolumeFormatException">It is of a kind that is not affine or not known, or has the wrong number of parameters.</exception>
    public AffineTransform ToAffine(string path)
    {
        if (!Type.EndsWith("_3_3", StringComparison.Ordinal))
            throw new VolumeFormatException(path, $"holds a {Type}; a volume needs a transform of three dimensions.");
        var p = Parameters;
        switch (Type.Split('_')[0])
        {
            case "AffineTransform" or "MatrixOffsetTransformBase":
                Need(path, 12);
                return About(new Matrix3D(new Vector3D(p[0], p[3], p[6]), new Vector3D(p[1], p[4], p[7]), new Vector3D(p[2], p[5], p[8])), At(9));
            case "Euler3DTransform":
                Need(path, 6);
                var (x, y, z) = (Turn(p[0], 0), Turn(p[1], 1), Turn(p[2], 2));
                return About(Fixed is [_, _, _, not 0, ..] ? z * y * x : z * x * y, At(3));
            case "VersorRigid3DTransform":
                Need(path, 6);
                return About(Versor(path), At(3));
            case "Similarity3DTransform":
                Need(path, 7);
                var r = Versor(path);
                return About(new Matrix3D(p[6] * r.Column0, p[6] * r.Column1, p[6] * r.Column2), At(3));
            case "TranslationTransform":
                Need(path, 3);
                return new AffineTransform(Matrix3D.Identity, At(0));
            case "IdentityTransform":
                return AffineTransform.Identity;
            default:
                throw new VolumeFormatException(path, $"holds a {Type}. What can be read: affine, Euler, versor rigid, similarity, translation and identity transforms, and composites of them.");
        }
    }

    private void Need(string path, int count)
    {
        if (Parameters.Length != count)
            throw new VolumeFormatException(path, $"a {Type} has {count} parameters but the file gives {Parameters.Length}.");
        if (Fixed.Length is > 0 and < 3)
            throw new VolumeFormatException(path, $"a {Type} has a centre of 3 numbers but the file gives {Fixed.Length}.");
    }

    private Vector3D At(int first) => new(Parameters[first], Parameters[first + 1], Parameters[first + 2]);

    private AffineTransform About(Matrix3D matrix, Vector3D translation)
    {
        var centre = Fixed.Length >= 3 ? new Vector3D(Fixed[0], Fixed[1], Fixed[2]) : Vector3D.Zero;
        return new AffineTransform(matrix, centre + translation - matrix * centre);
    }

    // The vector part of a unit quaternion.
    private Matrix3D Versor(string path)
    {
        var v = At(0);
        var rest = 1 - Vector3D.Dot(v, v);
        if (!(rest >= -1e-9))
            throw new VolumeFormatException(path, $"the versor {v} of the {Type} is longer than 1.");
        var w = Math.Sqrt(Math.Max(0, rest));
        Vector3D Rotate(Vector3D u)
        {
            var t = 2 * Vector3D.Cross(v, u);
            return u + w * t + Vector3D.Cross(v, t);
        }

        return new Matrix3D(Rotate(new Vector3D(1, 0, 0)), Rotate(new Vector3D(0, 1, 0)), Rotate(new Vector3D(0, 0, 1)));
    }

    private static Matrix3D Turn(double radians, int axis)
    {
        var (sin, cos) = Math.SinCos(radians);
        return axis switch
        {
            0 => new Matrix3D(new Vector3D(1, 0, 0), new Vector3D(0, cos, sin), new Vector3D(0, -sin, cos)),
            1 => new Matrix3D(new Vector3D(cos, 0, -sin), new Vector3D(0, 1, 0), new Vector3D(sin, 0, cos)),
            _ => new Matrix3D(new Vector3D(cos, sin, 0), new Vector3D(-sin, cos, 0), new Vector3D(0, 0, 1)),
        };
    }
}
