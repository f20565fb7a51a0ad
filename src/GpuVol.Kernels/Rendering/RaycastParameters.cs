namespace GpuVol.Kernels;

/// <summary>
/// What the raycast kernels know of picture, camera and volume. Everything is in voxel indices (voxel centres at whole numbers), made
/// from patient millimetres in float64 on the host; a step is one sample distance along a ray.
/// </summary>
public struct RaycastParameters
{
    /// <summary>Pixels per row.</summary>
    public int Width;

    /// <summary>The picture's row that the launch's first one is: pictures may be made in bands of rows, and a pixel is the same whatever band it is in.</summary>
    public int FirstRow;

    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>Bricks along i.</summary>
    public int BricksI;

    /// <summary>Bricks along j.</summary>
    public int BricksJ;

    /// <summary>i of the centre of pixel (0, 0) in the plane through the volume's centre that faces the camera.</summary>
    public float PlaneI;

    /// <summary>j of the centre of pixel (0, 0).</summary>
    public float PlaneJ;

    /// <summary>k of the centre of pixel (0, 0).</summary>
    public float PlaneK;

    /// <summary>Change of i from a pixel to the one right of it.</summary>
    public float RightI;

    /// <summary>Change of j from a pixel to the one right of it.</summary>
    public float RightJ;

    /// <summary>Change of k from a pixel to the one right of it.</summary>
    public float RightK;

    /// <summary>Change of i from a pixel to the one below it.</summary>
    public float DownI;

    /// <summary>Change of j from a pixel to the one below it.</summary>
    public float DownJ;

    /// <summary>Change of k from a pixel to the one below it.</summary>
    public float DownK;

    /// <summary>Change of i per step along parallel rays.</summary>
    public float StepI;

    /// <summary>Change of j per step along parallel rays.</summary>
    public float StepJ;

    /// <summary>Change of k per step along parallel rays.</summary>
    public float StepK;

    /// <summary>1 for rays through the eye, 0 for parallel rays.</summary>
    public int IsPerspective;

    /// <summary>i of the eye.</summary>
    public float EyeI;

    /// <summary>j of the eye.</summary>
    public float EyeJ;

    /// <summary>k of the eye.</summary>
    public float EyeK;

    /// <summary>Distance of the eye from the plane in mm.</summary>
    public float EyeDistanceMm;

    /// <summary>Width and height of a pixel in the plane in mm.</summary>
    public float PixelMm;

    /// <summary>Column (fractional) of the picture's centre.</summary>
    public float CentreX;

    /// <summary>Row (fractional) of the picture's centre.</summary>
    public float CentreY;

    /// <summary>Distance of samples in mm.</summary>
    public float StepMm;

    /// <summary>Clip planes.</summary>
    public int ClipPlanes;

    /// <summary>1 where the steps of a composite begin elsewhere in every pixel, 0 where they begin at the entry.</summary>
    public int IsJittered;

    /// <summary>What a ray that misses the volume leaves in the projections: NaN.</summary>
    public float Missing;

    /// <summary>1 for the maximum, -1 for the minimum along a ray.</summary>
    public float Sign;

    /// <summary>Sign times the intensity from which on nothing less can be seen: the dark end of the window for a maximum.</summary>
    public float Floor;

    /// <summary>Sign times the intensity at which a ray may stop: the bright end of the window for a maximum.</summary>
    public float Ceiling;

    /// <summary>Intensity at the lower end of the transfer table.</summary>
    public float TableLow;

    /// <summary>Table entries per unit of intensity.</summary>
    public float TableScale;

    /// <summary>Entries of the transfer table less 1.</summary>
    public float TableLast;

    /// <summary>Level of the isosurface.</summary>
    public float IsoLevel;

    /// <summary>Red of the isosurface, 0 to 1.</summary>
    public float Red;

    /// <summary>Green of the isosurface.</summary>
    public float Green;

    /// <summary>Blue of the isosurface.</summary>
    public float Blue;

    /// <summary>0 where light changes no colour (everything ambient), so that no gradient is needed; else 1.</summary>
    public int IsLit;

    /// <summary>Weight of light from everywhere.</summary>
    public float Ambient;

    /// <summary>Weight of light that a matt surface returns.</summary>
    public float Diffuse;

    /// <summary>Weight of the highlight.</summary>
    public float Specular;

    /// <summary>Gradient in intensity per mm at which lighting has half its strength: less is taken for noise.</summary>
    public float HalfGradient;

    /// <summary>Metric that makes the squared gradient per mm² of a gradient per voxel: i·i.</summary>
    public float MetricII;

    /// <summary>Metric: j·j.</summary>
    public float MetricJJ;

    /// <summary>Metric: k·k.</summary>
    public float MetricKK;

    /// <summary>Metric: i·j, both orders together.</summary>
    public float MetricIJ;

    /// <summary>Metric: i·k, both orders together.</summary>
    public float MetricIK;

    /// <summary>Metric: j·k, both orders together.</summary>
    public float MetricJK;
}
