namespace GpuVol.Viewer;

/// <summary>The OpenGL context of a window, current on the window's thread from its making on. The window destroys it.</summary>
internal sealed unsafe class GlfwContext : IGlContext
{
    public GlfwContext(Glfw glfw, nint window)
    {
        glfw.MakeContextCurrent(window);
        Gl = new Gl(glfw.ProcAddress);
        Description = Gl.Description;
        IsSoftware = Gl.IsSoftware;

        // On a display each frame waits for its turn; software has none to wait for.
        glfw.SwapInterval(IsSoftware ? 0 : 1);
    }

    /// <inheritdoc/>
    public Gl Gl { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public bool IsSoftware { get; }

    /// <inheritdoc/>
    public void Enter()
    {
        // It is current already.
    }

    /// <inheritdoc/>
    public void Leave()
    {
        // It stays current.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It goes with its window.
    }
}
