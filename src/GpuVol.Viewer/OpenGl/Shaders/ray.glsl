// The part of a ray inside the volume, its samples and its leaps: what RaycastKernels does, with the texture unit as interpolator.
// Positions are voxel indices, voxel centres at whole numbers. Row 0 of the target is the picture's top row.
// Where rays run in lanes (Mesa's software), both sides of a branch are run, and the body of a loop until no ray needs it, once at least. So what most samples do without is behind a
// loop: the way to the next brick that matters, the way to the next sample that can be seen. Mesa 22.3 goes on computing what a loop does not carry from turn to turn for rays that have
// left it; so what is used behind such a loop is carried, or made again there. Places in textures are read with texture(): texelFetch takes three times the instructions.

const float FaceMargin = 1e-3;
const float LeapMargin = 1e-3;
const float FarAway = 1e7;
const float OpaqueEnough = 0.99;
const int IsoRefinements = 10;

// Samples between two looks at the bricks. Sampling what a brick's range rules out changes no picture.
const int SamplesPerLook = 4;

uniform sampler3D Volume;
uniform float VoxelSlope, VoxelIntercept;

// A loop over no planes would be unrolled to the most there may be.
#ifdef CLIPPED
uniform int ClipPlanes;
uniform vec4 Planes[16];
#endif

// An axis longer than the driver's textures lies folded: piece after piece along another axis.
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

    // In bricks. For leaps: steps from one face of a brick to the next along each axis, and to the face by which the ray leaves the first brick of an axis; far away along an axis that the
    // ray does not follow.
    vec3 brickStart;
    vec3 brickStep;
    vec3 stepsPerBrick;
    vec3 stepsToLeave;
};

// Of a texel, or several mixed.
float Intensity(float voxel) { return VoxelSlope * voxel + VoxelIntercept; }

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
    vec3 position = picture.plane + pixel.x * picture.right + pixel.y * picture.down;
    vec3 step = picture.step;
    float near = -1e30;
    float far = 1e30;
    if (picture.isPerspective != 0)
    {
        vec2 side = (pixel - picture.centre) * picture.pixelMm;
        float scale = picture.stepMm / sqrt(picture.eyeDistanceMm * picture.eyeDistanceMm + dot(side, side));
        step = (position - picture.eye) * scale;
        near = -1.0 / scale;
    }

    ClipTo(position.x, step.x, picture.size.x, near, far);
    ClipTo(position.y, step.y, picture.size.y, near, far);
    ClipTo(position.z, step.z, picture.size.z, near, far);
    float cutFacing = -1.0;
#ifdef CLIPPED
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
            cutFacing = min(rate / picture.stepMm, 1.0);
        }
    }
#endif

    position += near * step;
    float offset = picture.isJittered != 0 ? Jitter(uvec2(pixel)) - 1.0 : 0.0;
    bvec3 isFollowed = greaterThan(abs(step), vec3(1e-9));
    vec3 brickStart = position / float(BrickEdge);
    vec3 stepsPerBrick = mix(vec3(0.0), float(BrickEdge) / step, isFollowed);
    vec3 firstFace = mix(vec3(0.0), vec3(1.0), greaterThan(step, vec3(0.0)));
    return Ray(
        position, step, far - near, offset, cutFacing, (position + 0.5) * picture.textureScale, step * picture.textureScale,
        brickStart, step / float(BrickEdge), stepsPerBrick, mix(vec3(FarAway), (firstFace - brickStart) * stepsPerBrick, isFollowed));
}

vec3 At(Ray ray, float t)
{
    return clamp(ray.start + t * ray.step, vec3(0.0), picture.size - 1.0);
}

// The position is clamped.
float Intensity(vec3 position)
{
#ifdef FOLDED
    position += PieceShift * min(floor(position / PieceLength), LastPiece);
#endif
    return texture(Volume, (position + 0.5) * picture.textureScale).r;
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

// The brick that a ray is in; in the outer half voxel the first or the last one.
vec3 BrickAt(Ray ray, float t)
{
    return min(trunc(ray.brickStart + t * ray.brickStep), picture.lastBrick);
}

// Where it is in a texture of bricks.
vec3 BrickTexel(vec3 brick)
{
    return (brick + 0.5) * picture.brickScale;
}

// Steps from t that certainly stay in the empty cube of bricks around this one, and one more.
int Leap(Ray ray, float t, vec3 brick, float empty)
{
    vec3 leaving = brick * ray.stepsPerBrick + ((empty - 1.0) * abs(ray.stepsPerBrick) + ray.stepsToLeave);
    return max(1, int(min(min(leaving.x, leaving.y), leaving.z) - t - LeapMargin) + 1);
}

// |cos| of the angle between gradient and ray, and the gradient's size per mm. Central differences, one voxel to either side.
float Facing(Ray ray, vec3 position, out float gradient)
{
    vec3 after = min(position + 1.0, picture.size - 1.0);
    vec3 before = max(position - 1.0, 0.0);
    vec3 g = 0.5 * vec3(
        Intensity(vec3(after.x, position.yz)) - Intensity(vec3(before.x, position.yz)),
        Intensity(vec3(position.x, after.y, position.z)) - Intensity(vec3(position.x, before.y, position.z)),
        Intensity(vec3(position.xy, after.z)) - Intensity(vec3(position.xy, before.z)));
    float squared = dot(g * g, picture.metric) + dot(g.xxy * g.yzz, picture.mixedMetric);
    gradient = sqrt(max(squared, 0.0));
    return gradient > 0.0 ? min(abs(dot(g, ray.step)) / (picture.stepMm * gradient), 1.0) : 1.0;
}

float ToThe32nd(float x)
{
    float x2 = x * x;
    float x4 = x2 * x2;
    float x8 = x4 * x4;
    float x16 = x8 * x8;
    return x16 * x16;
}
