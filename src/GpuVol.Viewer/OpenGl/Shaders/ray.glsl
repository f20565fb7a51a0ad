// The part of a ray inside the volume, its samples and its leaps: what RaycastKernels does, with the texture unit as interpolator.
// Positions are voxel indices, voxel centres at whole numbers. Row 0 of the target is the picture's top row.
// Where rays run in lanes (Mesa's software), both sides of a branch are run, but a loop only while one of its rays needs it. So what most samples do without is behind a loop: the way to
// the next brick that matters, the way to the next sample that can be seen. Mesa 22.3 goes on computing what a loop does not carry from turn to turn for rays that have left it; so
// what is used behind such a loop is carried, or made again there.

const float FaceMargin = 1e-3;
const float LeapMargin = 1e-3;
const float FarAway = 1e6;
const float OpaqueEnough = 0.99;
const int IsoRefinements = 10;
const int BrickEdge = 8;

// Samples between two looks at the bricks. Sampling what a brick's range rules out changes no picture.
const int SamplesPerLook = 4;

uniform sampler3D Volume;

uniform int SizeI, SizeJ, SizeK;
uniform float PlaneI, PlaneJ, PlaneK;
uniform float RightI, RightJ, RightK;
uniform float DownI, DownJ, DownK;
uniform float StepI, StepJ, StepK;
uniform int IsPerspective;
uniform float EyeI, EyeJ, EyeK;
uniform float EyeDistanceMm, PixelMm, CentreX, CentreY, StepMm;
uniform int ClipPlanes, IsJittered;
uniform vec4 Planes[16];
uniform float Missing, Sign, Floor, Ceiling;
uniform float TableLow, TableScale, TableLast;
uniform float IsoLevel, Red, Green, Blue;
uniform float Ambient, Diffuse, Specular, HalfGradient;
uniform float MetricII, MetricJJ, MetricKK, MetricIJ, MetricIK, MetricJK;

// An axis longer than the driver's textures lies folded: piece after piece along another axis.
uniform vec3 TextureSize;
#ifdef FOLDED
uniform vec3 PieceLength;
uniform vec3 LastPiece;
uniform mat3 PieceShift;
#endif

struct Ray
{
    vec3 start;
    vec3 step;
    float length;
    float offset;
    float cutFacing;
    vec3 textureStart;
    vec3 textureStep;

    vec3 brickStart;
    vec3 brickStep;

    // For leaps: 1 or -1, and 1 / brickStep; along an axis that the ray does not follow 0 steps a brick and all faces far away.
    vec3 towards;
    vec3 stepsPerBrick;
    vec3 unreached;
};

vec3 Size()
{
    return vec3(SizeI, SizeJ, SizeK);
}

ivec3 LastBrick()
{
    return max(ivec3(SizeI, SizeJ, SizeK) - 2, 0) / BrickEdge;
}

void ClipTo(float position, float step, float size, inout float near, inout float far)
{
    if (abs(step) < 1e-9)
    {
        if (position < -0.5 - FaceMargin || position > size - 0.5 + FaceMargin)
            far = -1e30;
    }
    else
    {
        float first = (-0.5 - position) / step;
        float second = (size - 0.5 - position) / step;
        near = max(near, min(first, second));
        far = min(far, max(first, second));
    }
}

// Where in a step a pixel's first one ends, 0 to 1.
float Jitter(uvec2 pixel)
{
    uint h = pixel.x * 0x9E3779B1u + pixel.y * 0x85EBCA77u;
    h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
    h = (h ^ (h >> 12)) * 0x297A2D39u;
    return float((h ^ (h >> 15)) >> 8) * (1.0 / 16777216.0);
}

Ray Enter()
{
    vec2 pixel = floor(gl_FragCoord.xy);
    vec3 position = vec3(PlaneI, PlaneJ, PlaneK) + pixel.x * vec3(RightI, RightJ, RightK) + pixel.y * vec3(DownI, DownJ, DownK);
    vec3 step = vec3(StepI, StepJ, StepK);
    float near = -1e30;
    float far = 1e30;
    if (IsPerspective != 0)
    {
        vec2 side = (pixel - vec2(CentreX, CentreY)) * PixelMm;
        float scale = StepMm / sqrt(EyeDistanceMm * EyeDistanceMm + dot(side, side));
        step = (position - vec3(EyeI, EyeJ, EyeK)) * scale;
        near = -1.0 / scale;
    }

    ClipTo(position.x, step.x, float(SizeI), near, far);
    ClipTo(position.y, step.y, float(SizeJ), near, far);
    ClipTo(position.z, step.z, float(SizeK), near, far);
    float cutFacing = -1.0;
    for (int n = 0; n < ClipPlanes; n++)
    {
        float inside = dot(Planes[n].xyz, position) + Planes[n].w;
        float rate = dot(Planes[n].xyz, step);
        if (abs(rate) < 1e-9)
        {
            if (inside < -FaceMargin)
                far = -1e30;
        }
        else if (rate < 0.0)
        {
            far = min(far, -inside / rate);
        }
        else if (-inside / rate > near)
        {
            near = -inside / rate;
            cutFacing = min(rate / StepMm, 1.0);
        }
    }

    position += near * step;
    float offset = IsJittered != 0 ? Jitter(uvec2(pixel)) - 1.0 : 0.0;
    bvec3 isFollowed = greaterThan(abs(step), vec3(1e-9));
    return Ray(
        position, step, far - near, offset, cutFacing, (position + 0.5) / TextureSize, step / TextureSize,
        position / float(BrickEdge), step / float(BrickEdge),
        mix(vec3(-1.0), vec3(1.0), greaterThan(step, vec3(0.0))), mix(vec3(0.0), float(BrickEdge) / step, isFollowed), mix(vec3(FarAway), vec3(0.0), isFollowed));
}

vec3 At(Ray ray, float t)
{
    return clamp(ray.start + t * ray.step, vec3(0.0), Size() - 1.0);
}

// The position is clamped.
float Intensity(vec3 position)
{
#ifdef FOLDED
    position += PieceShift * min(floor(position / PieceLength), LastPiece);
#endif
    return texture(Volume, (position + 0.5) / TextureSize).r;
}

// At a place of a ray; beyond the outer voxels the texture goes on by itself.
float Sample(Ray ray, float t)
{
#ifdef FOLDED
    return Intensity(At(ray, t));
#else
    return texture(Volume, ray.textureStart + t * ray.textureStep).r;
#endif
}

// Where a ray is, in bricks. In the outer half voxel it may be beside the first or the last one.
vec3 InBricks(Ray ray, float t)
{
    return ray.brickStart + t * ray.brickStep;
}

ivec3 Brick(vec3 inBricks)
{
    return min(ivec3(inBricks), LastBrick());
}

// Steps that certainly stay in the empty cube of bricks around this one, and one more.
int Leap(Ray ray, vec3 inBricks, ivec3 brick, int empty)
{
    vec3 face = vec3(brick) + 0.5 + (float(empty) - 0.5) * ray.towards;
    vec3 steps = (face - inBricks) * ray.stepsPerBrick + ray.unreached;
    return max(1, int(min(min(steps.x, steps.y), min(steps.z, FarAway)) - LeapMargin) + 1);
}

// |cos| of the angle between gradient and ray, and the gradient's size per mm. Central differences, one voxel to either side.
float Facing(Ray ray, vec3 position, out float gradient)
{
    vec3 after = min(position + 1.0, Size() - 1.0);
    vec3 before = max(position - 1.0, 0.0);
    vec3 g = 0.5 * vec3(
        Intensity(vec3(after.x, position.yz)) - Intensity(vec3(before.x, position.yz)),
        Intensity(vec3(position.x, after.y, position.z)) - Intensity(vec3(position.x, before.y, position.z)),
        Intensity(vec3(position.xy, after.z)) - Intensity(vec3(position.xy, before.z)));
    float squared = g.x * g.x * MetricII + g.y * g.y * MetricJJ + g.z * g.z * MetricKK + g.x * g.y * MetricIJ + g.x * g.z * MetricIK + g.y * g.z * MetricJK;
    gradient = sqrt(max(squared, 0.0));
    return gradient > 0.0 ? min(abs(dot(g, ray.step)) / (StepMm * gradient), 1.0) : 1.0;
}

float ToThe32nd(float x)
{
    float x2 = x * x;
    float x4 = x2 * x2;
    float x8 = x4 * x4;
    float x16 = x8 * x8;
    return x16 * x16;
}
