// One triangle that covers the picture, and what its rays share.

uniform vec3 TextureSize;
uniform int SizeI, SizeJ, SizeK;
uniform float PlaneI, PlaneJ, PlaneK;
uniform float RightI, RightJ, RightK;
uniform float DownI, DownJ, DownK;
uniform float StepI, StepJ, StepK;
uniform int IsPerspective, IsJittered;
uniform float EyeI, EyeJ, EyeK;
uniform float EyeDistanceMm, PixelMm, CentreX, CentreY, StepMm;
uniform float Missing, Sign, Floor, Ceiling;
uniform float TableLow, TableScale, TableLast;
uniform float IsoLevel, Red, Green, Blue;
uniform float Ambient, Diffuse, Specular, HalfGradient;
uniform float MetricII, MetricJJ, MetricKK, MetricIJ, MetricIK, MetricJK;

void main()
{
    gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
    picture.size = vec3(SizeI, SizeJ, SizeK);
    picture.lastBrick = vec3(max(ivec3(SizeI, SizeJ, SizeK) - 2, 0) / BrickEdge);
    picture.brickScale = 1.0 / (picture.lastBrick + 1.0);
    picture.textureScale = 1.0 / TextureSize;
    picture.plane = vec3(PlaneI, PlaneJ, PlaneK);
    picture.right = vec3(RightI, RightJ, RightK);
    picture.down = vec3(DownI, DownJ, DownK);
    picture.step = vec3(StepI, StepJ, StepK);
    picture.eye = vec3(EyeI, EyeJ, EyeK);
    picture.isPerspective = IsPerspective;
    picture.isJittered = IsJittered;
    picture.eyeDistanceMm = EyeDistanceMm;
    picture.pixelMm = PixelMm;
    picture.stepMm = StepMm;
    picture.centre = vec2(CentreX, CentreY);
    picture.missing = Missing;
    picture.sign = Sign;
    picture.floor = Floor;
    picture.ceiling = Ceiling;
    picture.tableLow = TableLow;
    picture.tableScale = TableScale;
    picture.tableTexel = 1.0 / (TableLast + 1.0);
    picture.isoLevel = IsoLevel;
    picture.isoColour = vec3(Red, Green, Blue);
    picture.ambient = Ambient;
    picture.diffuse = Diffuse;
    picture.specular = Specular;
    picture.halfGradient = HalfGradient;
    picture.metric = vec3(MetricII, MetricJJ, MetricKK);
    picture.mixedMetric = vec3(MetricIJ, MetricIK, MetricJK);
}
