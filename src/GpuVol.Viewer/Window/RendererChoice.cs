namespace GpuVol.Viewer;

/// <summary>Which raycaster draws.</summary>
public enum RendererChoice
{
    /// <summary>OpenGL where a GPU draws it, else the compute raycaster.</summary>
    Auto,

    /// <summary>The compute raycaster.</summary>
    Compute,

    /// <summary>OpenGL, in Mesa's software where there is no GPU.</summary>
    OpenGl,
}
