// Small fully connected networks and Adam on plain memory, without libtorch. Compiled once per instruction set; every
// set gives the same bits, because each sum has one order: rows in blocks, each block in lanes that are added in
// a fixed tree, blocks one after the other, and no multiply is contracted with its add.
#pragma once

#include <cstdint>

namespace amt {

enum class Activation : int32_t { identity, relu, selu, silu, tanh, sigmoid, softplus };

struct MlpShape {
  const int64_t* widths;  // inputs, hidden layers, outputs
  int64_t layers;         // one less than the widths
  Activation hidden;
  Activation output;
};

// One replica's pass. The parameters are, layer after layer, the weight [out, in] by rows and then the bias [out].
template <class T>
struct MlpPass {
  const T* parameters;
  const T* input;         // [rows, inputs]
  int64_t rows;
  T* output;              // [rows, outputs]; forward only
  const T* gradient;      // of the output; backward only
  T* parameter_gradient;  // overwritten; backward only
};

// Numbers of one Adam step; `size` is one replica's learning rate over the first moment's bias correction.
struct AdamNumbers {
  double size;
  double beta1;
  double beta2;
  double epsilon;
  double root_correction2;  // square root of the second moment's bias correction
};

template <class T>
struct AdamArrays {
  T* parameters;
  const T* gradient;
  T* first;
  T* second;
  int64_t count;
};

template <class T>
struct Kernels {
  void (*forward)(const MlpShape&, const MlpPass<T>&);
  void (*backward)(const MlpShape&, const MlpPass<T>&);
  void (*adam)(const AdamNumbers&, const AdamArrays<T>&);
};

// The kernels for this machine.
template <class T>
const Kernels<T>& kernels();
template <>
const Kernels<float>& kernels<float>();
template <>
const Kernels<double>& kernels<double>();

const Kernels<float>& kernels_float_baseline();
const Kernels<double>& kernels_double_baseline();
#ifdef AMT_X86
const Kernels<float>& kernels_float_avx2();
const Kernels<double>& kernels_double_avx2();
const Kernels<float>& kernels_float_avx512();
const Kernels<double>& kernels_double_avx512();
#endif

}  // namespace amt
