namespace GpuVol.Cli;

/// <summary>Every verb, in the order of the help. A verb is made only when it is called, so that a long list costs no start-up time.</summary>
internal static class VerbList
{
    /// <summary>The verbs by name.</summary>
    public static readonly IReadOnlyList<(string Name, Func<Verb> Create)> All =
    [
        ("demo", () => new DemoVerb()),
        ("devices", () => new DevicesVerb()),
        ("info", () => new InfoVerb()),
        ("convert", () => new ConvertVerb()),
        ("phantom", () => new PhantomVerb()),
        ("window", () => new WindowVerb()),
        ("gaussian", () => new GaussianVerb()),
        ("laplace", () => new LaplaceVerb()),
        ("median", () => new MedianVerb()),
        ("percentile", () => new PercentileVerb()),
        ("uniform", () => new BoxVerb("uniform", "Mean of a box of voxels, as scipy.ndimage.uniform_filter.", VolumeFilters.Uniform)),
        ("minimum", () => new BoxVerb("minimum", "Least value of a box of voxels (grey erosion), as scipy.ndimage.minimum_filter.", VolumeFilters.Minimum)),
        ("maximum", () => new BoxVerb("maximum", "Greatest value of a box of voxels (grey dilation), as scipy.ndimage.maximum_filter.", VolumeFilters.Maximum)),
        ("sobel", () => new SobelVerb()),
        ("convolve", () => new ConvolveVerb()),
        ("edt", () => new EdtVerb()),
        ("erode", () => new BinaryMorphologyVerb("erode", "Binary erosion, as scipy.ndimage.binary_erosion.", (m, e, n) => BinaryMorphology.Erode(m, e, n), (m, r) => BinaryMorphology.ErodeBall(m, r))),
        ("dilate", () => new BinaryMorphologyVerb("dilate", "Binary dilation, as scipy.ndimage.binary_dilation.", (m, e, n) => BinaryMorphology.Dilate(m, e, n), (m, r) => BinaryMorphology.DilateBall(m, r))),
        ("open", () => new BinaryMorphologyVerb("open", "Binary opening, as scipy.ndimage.binary_opening.", BinaryMorphology.Open, BinaryMorphology.OpenBall)),
        ("close", () => new BinaryMorphologyVerb("close", "Binary closing, as scipy.ndimage.binary_closing.", BinaryMorphology.Close, BinaryMorphology.CloseBall)),
        ("resample", () => new ResampleVerb()),
        ("affine", () => new AffineVerb()),
        ("shift", () => new ShiftVerb()),
        ("rotate", () => new RotateVerb()),
        ("kspace", () => new KSpaceVerb()),
        ("fft", () => new FftVerb()),
        ("project", () => new ProjectVerb()),
        ("fbp", () => new FbpVerb()),
        ("fdk", () => new FdkVerb()),
        ("sart", () => new IterativeVerb("sart", "SART: corrects after every view.", IterativeReconstruction.Sart)),
        ("sirt", () => new IterativeVerb("sirt", "SIRT: corrects after all views; smooth and safe.", IterativeReconstruction.Sirt)),
        ("ossart", () => new IterativeVerb("ossart", "OS-SART: corrects after every subset of views.", IterativeReconstruction.OsSart)),
        ("cgls", () => new IterativeVerb("cgls", "Conjugate gradients for least squares: few iterations.", IterativeReconstruction.Cgls)),
        ("render", () => new RenderVerb()),
        ("view", () => new ViewVerb()),
        ("montage", () => new MontageVerb()),
        ("batch", () => new BatchVerb()),
        ("batch run", () => new BatchRunVerb()),
        ("batch status", () => new BatchStatusVerb()),
        ("batch report", () => new BatchReportVerb()),
        ("batch cancel", () => new BatchCancelVerb()),
    ];

    /// <summary>Makes the verb of that name, or null.</summary>
    public static Verb? Find(string name)
    {
        foreach (var (candidate, create) in All)
        {
            if (candidate == name)
                return create();
        }

        return null;
    }
}
