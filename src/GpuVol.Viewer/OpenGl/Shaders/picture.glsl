// What all rays of a picture share. The vertex shader reads it from the uniforms: Mesa's software reads a uniform wherever it is used, for each ray by itself, with forty instructions for
// a number. Out of the vertex shader and into the fragment shaders (PICTURE).

const int BrickEdge = 8;

PICTURE Picture
{
    flat vec3 size;
    flat vec3 lastBrick;
    flat vec3 brickScale;
    flat vec3 textureScale;
    flat vec3 plane, right, down;
    flat vec3 step;
    flat vec3 eye;
    flat int isPerspective, isJittered;
    flat float eyeDistanceMm, pixelMm, stepMm;
    flat vec2 centre;
    flat float missing, sign, floor, ceiling;
    flat float tableLow, tableScale, tableTexel;
    flat float isoLevel;
    flat vec3 isoColour;
    flat float ambient, diffuse, specular, halfGradient;
    flat vec3 metric, mixedMetric;
} picture;
