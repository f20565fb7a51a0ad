// itk_resample INPUT.mha REFERENCE.mha TRANSFORM|- ORDER DEFAULT OUTPUT.mha
// ITK's ResampleImageFilter onto the grid of the reference, in float64; the transform maps output points to input points.
// itk_resample make KIND OUT.tfm: one of the transforms that the tests read.
#include <itkAffineTransform.h>
#include <itkBSplineInterpolateImageFunction.h>
#include <itkCompositeTransform.h>
#include <itkEuler3DTransform.h>
#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkNearestNeighborInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>
#include <itkSimilarity3DTransform.h>
#include <itkTransformFileReader.h>
#include <itkTransformFileWriter.h>
#include <itkTranslationTransform.h>
#include <itkVersorRigid3DTransform.h>
#include <iostream>
#include <string>

using Image = itk::Image<double, 3>;
using Base = itk::Transform<double, 3, 3>;

static Base::Pointer Make(const std::string & kind)
{
  const double  centre[3] = { 3.5, -7.25, 12.0 };
  const double  shift[3] = { 1.75, -2.5, 0.875 };
  if (kind == "euler" || kind == "eulerzyx" || kind == "composite")
  {
    auto t = itk::Euler3DTransform<double>::New();
    t->SetCenter(centre);
    t->SetComputeZYX(kind == "eulerzyx");
    t->SetRotation(0.2, -0.35, 0.5);
    t->SetTranslation(shift);
    if (kind != "composite")
      return t.GetPointer();
    auto c = itk::CompositeTransform<double, 3>::New();
    c->AddTransform(t);
    c->AddTransform(Make("affine"));
    c->AddTransform(Make("translation"));
    return c.GetPointer();
  }
  if (kind == "affine")
  {
    auto t = itk::AffineTransform<double, 3>::New();
    itk::Matrix<double, 3, 3> m;
    const double values[9] = { 0.95, 0.1, -0.05, -0.12, 1.04, 0.08, 0.03, -0.07, 0.9 };
    for (unsigned i = 0; i < 9; i++)
      m(i / 3, i % 3) = values[i];
    t->SetCenter(centre);
    t->SetMatrix(m);
    t->SetTranslation(shift);
    return t.GetPointer();
  }
  if (kind == "versor" || kind == "similarity")
  {
    itk::Vector<double, 3> axis;
    axis[0] = 0.3; axis[1] = -0.5; axis[2] = 0.8;
    if (kind == "versor")
    {
      auto t = itk::VersorRigid3DTransform<double>::New();
      t->SetCenter(centre);
      t->SetRotation(axis, 0.4);
      t->SetTranslation(shift);
      return t.GetPointer();
    }
    auto t = itk::Similarity3DTransform<double>::New();
    t->SetCenter(centre);
    t->SetRotation(axis, 0.4);
    t->SetScale(1.1);
    t->SetTranslation(shift);
    return t.GetPointer();
  }
  auto t = itk::TranslationTransform<double, 3>::New();
  t->Translate(itk::Vector<double, 3>(shift));
  return t.GetPointer();
}

int main(int argc, char ** argv)
{
  try
  {
    if (argc == 4 && std::string(argv[1]) == "make")
    {
      auto writer = itk::TransformFileWriterTemplate<double>::New();
      writer->SetInput(Make(argv[2]));
      writer->SetFileName(argv[3]);
      writer->Update();
      return 0;
    }
    if (argc != 7)
    {
      std::cerr << "itk_resample INPUT.mha REFERENCE.mha TRANSFORM|- ORDER DEFAULT OUTPUT.mha\n";
      return 2;
    }
    auto input = itk::ReadImage<Image>(argv[1]);
    auto reference = itk::ReadImage<Image>(argv[2]);
    auto filter = itk::ResampleImageFilter<Image, Image>::New();
    filter->SetInput(input);
    filter->SetReferenceImage(reference);
    filter->UseReferenceImageOn();
    filter->SetDefaultPixelValue(std::stod(argv[5]));
    if (std::string(argv[3]) != "-")
    {
      auto reader = itk::TransformFileReaderTemplate<double>::New();
      reader->SetFileName(argv[3]);
      reader->Update();
      filter->SetTransform(dynamic_cast<Base *>(reader->GetTransformList()->front().GetPointer()));
    }
    const int order = std::stoi(argv[4]);
    if (order == 0)
      filter->SetInterpolator(itk::NearestNeighborInterpolateImageFunction<Image, double>::New());
    else if (order == 1)
      filter->SetInterpolator(itk::LinearInterpolateImageFunction<Image, double>::New());
    else
    {
      auto spline = itk::BSplineInterpolateImageFunction<Image, double>::New();
      spline->SetSplineOrder(order);
      filter->SetInterpolator(spline);
    }
    filter->Update();
    itk::WriteImage(filter->GetOutput(), argv[6]);
    return 0;
  }
  catch (const std::exception & e)
  {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
