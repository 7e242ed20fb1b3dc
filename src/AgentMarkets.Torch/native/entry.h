// What the entry points for whole networks share: checks that end in sentences, and activations by libtorch.
#pragma once

#include "abi.h"
#include "mlp_kernels.h"

#include <ATen/Functions.h>

namespace amt {

// The widest instruction set in use: 0 baseline, 1 AVX2, 2 AVX-512.
int32_t instruction_set();

inline MlpShape shape_of(const int64_t* widths, int64_t layers, int32_t hidden, int32_t output) {
  TORCH_CHECK(layers >= 1, "a network needs at least two widths");
  for (int64_t l = 0; l <= layers; l++) TORCH_CHECK(widths[l] >= 1, "width ", l, " is ", widths[l]);
  return {widths, layers, static_cast<Activation>(hidden), static_cast<Activation>(output)};
}

inline bool hand_written(const at::Tensor& parameters, int32_t through_libtorch) {
  return through_libtorch == 0 && parameters.device().is_cpu();
}

inline int64_t parameter_count(const MlpShape& shape) {
  int64_t count = 0;
  for (int64_t l = 0; l < shape.layers; l++) count += (shape.widths[l] + 1) * shape.widths[l + 1];
  return count;
}

inline void expect(const char* name, const at::Tensor& tensor, at::IntArrayRef sizes, const at::Tensor& like) {
  TORCH_CHECK(tensor.defined(), name, " is missing");
  TORCH_CHECK(tensor.sizes() == sizes, name, " has shape ", tensor.sizes(), ", expected ", sizes);
  TORCH_CHECK(tensor.scalar_type() == like.scalar_type(), name, " is ", tensor.scalar_type(), ", expected ",
              like.scalar_type(), " as the parameters");
  TORCH_CHECK(tensor.device() == like.device(), name, " is on ", tensor.device(), ", expected ", like.device(),
              " as the parameters");
}

inline void expect_written(const char* name, const at::Tensor& tensor, at::IntArrayRef sizes, const at::Tensor& like) {
  expect(name, tensor, sizes, like);
  TORCH_CHECK(tensor.is_contiguous(), name, " is written in place and must be contiguous; its strides are ",
              tensor.strides());
  TORCH_CHECK(!tensor.requires_grad() || !c10::GradMode::is_enabled(), name,
              " requires a gradient and is written in place: detach it or use no_grad");
}

inline void expect_floats(const char* name, const at::Tensor& tensor, int64_t dims) {
  TORCH_CHECK(tensor.defined(), name, " is missing");
  TORCH_CHECK(tensor.dim() == dims, name, " has shape ", tensor.sizes(), ", expected ", dims, " dimensions");
  TORCH_CHECK(tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kDouble, name, " is ",
              tensor.scalar_type(), ", expected Float or Double");
}

// Tells autograd that a tensor changed in place, so that a graph which saved it objects.
inline void written(at::Tensor& tensor) {
  tensor.unsafeGetTensorImpl()->bump_version();
}

inline at::Tensor activated(Activation activation, const at::Tensor& z) {
  switch (activation) {
    case Activation::identity: return z;
    case Activation::relu: return z.relu();
    case Activation::selu: return at::selu(z);
    case Activation::silu: return at::silu(z);
    case Activation::tanh: return z.tanh();
    case Activation::sigmoid: return z.sigmoid();
    case Activation::softplus: return at::softplus(z);
  }
  TORCH_CHECK(false, "no such activation: ", static_cast<int32_t>(activation));
}

}  // namespace amt
