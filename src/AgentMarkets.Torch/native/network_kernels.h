// One wide network over many rows on plain memory, without libtorch. Rows are worked on in blocks that stay in the
// second cache from layer to layer. Every sum runs along its depth in order: an output's bits depend on nothing but its
// row, and a gradient's on the rows in order.
#pragma once

#include "mlp_kernels.h"

namespace amt {

// A tower's rows are the rows of its input. A pair network's are all pairs (buyer, good), the goods innermost; its
// first weight [out, 2 d] holds the buyers' columns and then the goods'.
template <class T>
struct NetworkPass {
  const T* parameters;
  const T* input;         // [rows, inputs], or [buyers, d]
  const T* goods;         // [good_count, d], or null for a tower
  int64_t rows;
  int64_t good_count;     // 1 for a tower
  T* output;              // [rows, outputs]; forward only
  T* trace;               // what backward needs of forward, trace_size elements; null where only the outputs count
  const T* gradient;      // of the output; backward only
  T* parameter_gradient;  // overwritten; backward only
};

// For each layer the slopes [rows, out] of its activation and, except for the last, its values [rows, out].
inline int64_t trace_size(const MlpShape& shape, int64_t rows) {
  int64_t columns = 0;
  for (int64_t l = 1; l <= shape.layers; l++) columns += (l < shape.layers ? 2 : 1) * shape.widths[l];
  return columns * rows;
}

template <class T>
struct NetworkKernels {
  void (*forward)(const MlpShape&, const NetworkPass<T>&);
  void (*backward)(const MlpShape&, const NetworkPass<T>&);
};

const NetworkKernels<float>& networks_float_baseline();
const NetworkKernels<double>& networks_double_baseline();
#ifdef AMT_X86
const NetworkKernels<float>& networks_float_avx2();
const NetworkKernels<double>& networks_double_avx2();
const NetworkKernels<float>& networks_float_avx512();
const NetworkKernels<double>& networks_double_avx512();
#endif

}  // namespace amt
