#version 330 core

// One triangle that covers a part of the window, and what all its pixels share (see picture.glsl).
uniform float Left, Lower, Width, Height;
uniform int IsGrey;
uniform float Low, High;
flat out vec2 corner, size, window;
flat out int isGrey;

void main()
{
    gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
    corner = vec2(Left, Lower);
    size = vec2(Width, Height);
    window = vec2(Low, High);
    isGrey = IsGrey;
}
