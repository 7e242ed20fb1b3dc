// What a wide network's backward pass needs of its forward pass.
#pragma once

#include "entry.h"

namespace amt {

// Kept by the caller from step to step: its memory is allocated once. Holding the tensors keeps their memory alive
// until the next forward pass, whatever the caller does with its own.
struct Trace {
  std::vector<int64_t> widths;
  Activation hidden = Activation::identity;
  Activation output = Activation::identity;
  at::Tensor parameters, input, goods;  // goods is undefined for a tower
  int64_t parameter_version = 0;
  int64_t rows = 0;
  bool complete = false;
  bool by_kernels = true;
  at::Tensor memory;                       // the kernels' trace
  std::vector<at::Tensor> values, slopes;  // libtorch's: each layer's input and its activation's slope

  MlpShape shape() const {
    return {widths.data(), static_cast<int64_t>(widths.size()) - 1, hidden, output};
  }
};

// The same passes as sequences of libtorch's operations, for devices without kernels. The trace may be null.
at::Tensor network_forward(const MlpShape& shape, const at::Tensor& parameters, const at::Tensor& input,
                           const at::Tensor& goods, Trace* trace);
void network_backward(const Trace& trace, const at::Tensor& gradient, at::Tensor& parameter_gradient);

}  // namespace amt
