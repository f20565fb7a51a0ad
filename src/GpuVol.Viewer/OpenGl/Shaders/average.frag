layout(location = 0) out float Target;

void main()
{
    Ray ray = Enter();
    if (!(ray.length > 0.0))
    {
        Target = picture.missing;
        return;
    }

    float sum = 0.0;
    int count = int(ceil(ray.length));
    for (int n = 0; n < count; n++)
    {
        float weight = min(1.0, ray.length - float(n));
        sum += weight * Sample(ray, float(n) + 0.5 * weight);
    }

    Target = Intensity(sum / ray.length);
}
