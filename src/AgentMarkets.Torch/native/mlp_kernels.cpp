// The kernels for one element type (AMT_REAL) and one instruction set (AMT_SET): see mlp_kernels.h. Nothing here may
// come from a library's inline functions, which the linker would share between the instruction sets.
#include "mlp_kernels.h"

#include <cmath>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>

#define INLINE inline __attribute__((always_inline))
#define AMT_JOIN3(a, b, c) a##_##b##_##c
#define AMT_NAME(real, set) AMT_JOIN3(kernels, real, set)

namespace amt {
namespace {

template <class To, class From>
INLINE To std_bit_cast(const From& value) {
  To result;
  static_assert(sizeof(To) == sizeof(From), "a bit cast keeps the size");
  __builtin_memcpy(&result, &value, sizeof(To));
  return result;
}

#include "elementary.h"

using Real = AMT_REAL;

#include "vectors.h"
#include "totals.h"

constexpr int64_t block = 1024 / sizeof(Real);  // rows worked on together, so that a layer's column fits in cache
constexpr int64_t unrolled = 2 * lanes;         // elements at once, so that one's arithmetic fills another's waits

// How far a block's columns are apart: its rows, and zeros up to whole vectors.
INLINE int64_t stride_of(int64_t rows) {
  return (rows + lanes - 1) / lanes * lanes;
}

thread_local Scratch scratch;

// y[o, j] = start[o] + sum over i of w[o * rowStep + i * columnStep] * x[i, j], for `Outputs` rows of y and as many
// vectors of games at once.
template <int Outputs, int Vectors>
INLINE void product_tile(const Real* w, int64_t row_step, int64_t column_step, const Real* start, const Real* x,
                         int64_t inputs, Real* y, int64_t stride) {
  Vector sums[Outputs][Vectors];
  for (int o = 0; o < Outputs; o++) {
    Real first = start == nullptr ? Real(0) : start[o];
    for (int v = 0; v < Vectors; v++) sums[o][v] = first - Vector{};
  }
  for (int64_t i = 0; i < inputs; i++) {
    Vector a[Vectors];
    for (int v = 0; v < Vectors; v++) a[v] = load(x + i * stride + v * lanes);
    for (int o = 0; o < Outputs; o++) {
      Real weight = w[o * row_step + i * column_step];
      for (int v = 0; v < Vectors; v++) sums[o][v] += weight * a[v];
    }
  }
  for (int o = 0; o < Outputs; o++) {
    for (int v = 0; v < Vectors; v++) store(y + o * stride + v * lanes, sums[o][v]);
  }
}

template <int Outputs>
INLINE void product_rows(const Real* w, int64_t row_step, int64_t column_step, const Real* start, const Real* x,
                         int64_t inputs, Real* y, int64_t stride) {
  int64_t j = 0;
  for (; j + 2 * lanes <= stride; j += 2 * lanes) {
    product_tile<Outputs, 2>(w, row_step, column_step, start, x + j, inputs, y + j, stride);
  }
  if (j < stride) product_tile<Outputs, 1>(w, row_step, column_step, start, x + j, inputs, y + j, stride);
}

void product(const Real* w, int64_t row_step, int64_t column_step, const Real* start, const Real* x, int64_t inputs,
             Real* y, int64_t outputs, int64_t stride) {
  for (int64_t o = 0; o < outputs;) {
    const Real* rows = w + o * row_step;
    const Real* first = start == nullptr ? nullptr : start + o;
    Real* to = y + o * stride;
    int64_t left = outputs - o;
    if (left % 5 == 0) {  // ten, the width of most hidden layers, is two fives
      product_rows<5>(rows, row_step, column_step, first, x, inputs, to, stride);
      o += 5;
    } else if (left >= 4) {
      product_rows<4>(rows, row_step, column_step, first, x, inputs, to, stride);
      o += 4;
    } else {
      product_rows<1>(rows, row_step, column_step, first, x, inputs, to, stride);
      o += 1;
    }
  }
}

// parts[o, i] = sum over the block's vectors of g[o, :] * x[i, :], for `Inputs` of x's rows at once.
template <int Outputs, int Inputs>
INLINE void correlate(const Real* g, const Real* x, Real* parts, int64_t inputs, int64_t stride) {
  Vector sums[Outputs][Inputs] = {};
  for (int64_t j = 0; j < stride; j += lanes) {
    Vector a[Inputs];
    for (int i = 0; i < Inputs; i++) a[i] = load(x + i * stride + j);
    for (int o = 0; o < Outputs; o++) {
      Vector gradient = load(g + o * stride + j);
      for (int i = 0; i < Inputs; i++) sums[o][i] += gradient * a[i];
    }
  }
  for (int o = 0; o < Outputs; o++) {
    for (int i = 0; i < Inputs; i++) store(parts + (o * inputs + i) * lanes, sums[o][i]);
  }
}

template <int Outputs>
INLINE void correlate_rows(const Real* g, const Real* x, int64_t inputs, Real* parts, int64_t stride) {
  for (int64_t i = 0; i < inputs;) {
    int64_t left = inputs - i;
    if (left % 5 == 0) {
      correlate<Outputs, 5>(g, x + i * stride, parts + i * lanes, inputs, stride);
      i += 5;
    } else if (left >= 4) {
      correlate<Outputs, 4>(g, x + i * stride, parts + i * lanes, inputs, stride);
      i += 4;
    } else {
      correlate<Outputs, 1>(g, x + i * stride, parts + i * lanes, inputs, stride);
      i += 1;
    }
  }
}

// sums[o, i] += sum over the block of g[o, :] * x[i, :], and after them the biases' sums of g[o, :].
void gradients(const Real* g, int64_t outputs, const Real* x, int64_t inputs, double* sums, Real* parts,
               int64_t stride) {
  Totals totals{parts, sums, 0};
  for (int64_t o = 0; o < outputs;) {
    int64_t left = outputs - o;
    if (left % 5 == 0) {
      correlate_rows<5>(g + o * stride, x, inputs, totals.next(), stride);
      o += 5;
      totals.add(5 * inputs);
    } else if (left >= 4) {
      correlate_rows<4>(g + o * stride, x, inputs, totals.next(), stride);
      o += 4;
      totals.add(4 * inputs);
    } else {
      correlate_rows<1>(g + o * stride, x, inputs, totals.next(), stride);
      o += 1;
      totals.add(inputs);
    }
  }
  for (int64_t o = 0; o < outputs; o++) {
    Vector sum = {};
    for (int64_t j = 0; j < stride; j += lanes) sum += load(g + o * stride + j);
    store(totals.next(), sum);
    totals.add(1);
  }
  totals.finish();
}

template <template <class> class Function>
__attribute__((noinline)) void values_alone(Real* __restrict values, int64_t count) {
  int64_t k = 0;
  for (; k + unrolled <= count; k += unrolled) {
#pragma GCC unroll 64
    for (int64_t j = k; j < k + unrolled; j++) {
      Real unused;
      values[j] = Function<Real>::apply(values[j], unused);
    }
  }
  for (; k < count; k += lanes) {
#pragma GCC unroll 64
    for (int64_t j = k; j < k + lanes; j++) {
      Real unused;
      values[j] = Function<Real>::apply(values[j], unused);
    }
  }
}

template <template <class> class Function>
__attribute__((noinline)) void values_and_slopes(Real* __restrict values, Real* __restrict slopes, int64_t count) {
  int64_t k = 0;
  for (; k + unrolled <= count; k += unrolled) {
#pragma GCC unroll 64
    for (int64_t j = k; j < k + unrolled; j++) {
      Real slope;
      values[j] = Function<Real>::apply(values[j], slope);
      slopes[j] = slope;
    }
  }
  for (; k < count; k += lanes) {
#pragma GCC unroll 64
    for (int64_t j = k; j < k + lanes; j++) {
      Real slope;
      values[j] = Function<Real>::apply(values[j], slope);
      slopes[j] = slope;
    }
  }
}

template <template <class> class Function>
void activate_with(Real* values, Real* slopes, int64_t count) {
  if (slopes == nullptr) {
    values_alone<Function>(values, count);
  } else {
    values_and_slopes<Function>(values, slopes, count);
  }
}

void activate(Activation activation, Real* values, Real* slopes, int64_t count) {
  switch (activation) {
    case Activation::identity: return activate_with<Identity>(values, slopes, count);
    case Activation::relu: return activate_with<Relu>(values, slopes, count);
    case Activation::selu: return activate_with<Selu>(values, slopes, count);
    case Activation::silu: return activate_with<Silu>(values, slopes, count);
    case Activation::tanh: return activate_with<Tanh>(values, slopes, count);
    case Activation::sigmoid: return activate_with<Sigmoid>(values, slopes, count);
    case Activation::softplus: return activate_with<Softplus>(values, slopes, count);
  }
}

// Lines that are read or written next come while there is arithmetic to do.
template <bool Written>
INLINE void fetch(const Real* from, int64_t count) {
  for (int64_t k = 0; k < count && k < 4 * block; k += lanes) __builtin_prefetch(from + k, Written);
}

// Rows to columns, zeros beyond the last row; and back for the rows there are. What follows in memory is most often the
// next block or the next replica: its lines come while this block is worked on, from however far.
void gather_block(const Real* from, int64_t rows, int64_t width, Real* to, int64_t stride) {
  fetch<false>(from + rows * width, rows * width);
  for (int64_t c = 0; c < width; c++) {
    for (int64_t j = 0; j < rows; j++) to[c * stride + j] = from[j * width + c];
    for (int64_t j = rows; j < stride; j++) to[c * stride + j] = 0;
  }
}

void scatter_block(const Real* from, int64_t rows, int64_t width, Real* to, int64_t stride) {
  for (int64_t c = 0; c < width; c++) {
    for (int64_t j = 0; j < rows; j++) to[j * width + c] = from[c * stride + j];
  }
}

int64_t widest(const MlpShape& shape) {
  int64_t width = 0;
  for (int64_t l = 0; l <= shape.layers; l++) width = shape.widths[l] > width ? shape.widths[l] : width;
  return width;
}

Activation of_layer(const MlpShape& shape, int64_t layer) {
  return layer + 1 == shape.layers ? shape.output : shape.hidden;
}

void forward(const MlpShape& shape, const MlpPass<Real>& pass) {
  int64_t width = widest(shape);
  Real* here = scratch.reserve(2 * width * block);
  Real* there = here + width * block;
  int64_t inputs = shape.widths[0];
  int64_t outputs = shape.widths[shape.layers];
  for (int64_t start = 0; start < pass.rows; start += block) {
    int64_t rows = pass.rows - start < block ? pass.rows - start : block;
    int64_t stride = stride_of(rows);
    fetch<true>(pass.output + start * outputs, rows * outputs);
    gather_block(pass.input + start * inputs, rows, inputs, here, stride);
    const Real* parameters = pass.parameters;
    for (int64_t l = 0; l < shape.layers; l++) {
      int64_t in = shape.widths[l], out = shape.widths[l + 1];
      product(parameters, in, 1, parameters + in * out, here, in, there, out, stride);
      activate(of_layer(shape, l), there, nullptr, out * stride);
      parameters += (in + 1) * out;
      Real* swap = here;
      here = there;
      there = swap;
    }
    scatter_block(here, rows, outputs, pass.output + start * outputs, stride);
  }
}

// The forward pass again, a block at a time, with slopes kept; then backwards through the same block.
void backward(const MlpShape& shape, const MlpPass<Real>& pass) {
  int64_t count = 0, columns = shape.widths[0], width = widest(shape);
  for (int64_t l = 0; l < shape.layers; l++) {
    count += (shape.widths[l] + 1) * shape.widths[l + 1];
    columns += 2 * shape.widths[l + 1];
  }
  int64_t sum_space = static_cast<int64_t>(count * sizeof(double) / sizeof(Real) + lanes) / lanes * lanes;
  int64_t part_space = (5 * width + lanes) * lanes;
  Real* memory = scratch.reserve(sum_space + part_space + (columns + 2 * width) * block);
  double* sums = reinterpret_cast<double*>(memory);
  for (int64_t k = 0; k < count; k++) sums[k] = 0;
  Real* parts = memory + sum_space;
  Real* values = parts + part_space;
  Real* here = values + columns * block;
  Real* there = here + width * block;
  int64_t inputs = shape.widths[0];
  int64_t outputs = shape.widths[shape.layers];
  for (int64_t start = 0; start < pass.rows; start += block) {
    int64_t rows = pass.rows - start < block ? pass.rows - start : block;
    int64_t stride = stride_of(rows);
    gather_block(pass.input + start * inputs, rows, inputs, values, stride);
    const Real* parameters = pass.parameters;
    // Columns: the input, then for each layer its values and its slopes.
    Real* x = values;
    for (int64_t l = 0; l < shape.layers; l++) {
      int64_t in = shape.widths[l], out = shape.widths[l + 1];
      Real* y = x + (l == 0 ? in : 2 * in) * stride;
      product(parameters, in, 1, parameters + in * out, x, in, y, out, stride);
      activate(of_layer(shape, l), y, y + out * stride, out * stride);
      parameters += (in + 1) * out;
      x = y;
    }
    gather_block(pass.gradient + start * outputs, rows, outputs, here, stride);
    double* sum = sums + count;
    for (int64_t l = shape.layers - 1; l >= 0; l--) {
      int64_t in = shape.widths[l], out = shape.widths[l + 1];
      const Real* slopes = x + out * stride;
      for (int64_t k = 0; k < out * stride; k++) here[k] *= slopes[k];
      parameters -= (in + 1) * out;
      sum -= (in + 1) * out;
      x -= (l == 0 ? in : 2 * in) * stride;
      gradients(here, out, x, in, sum, parts, stride);
      if (l > 0) {
        product(parameters, 1, in, nullptr, here, out, there, in, stride);
        Real* swap = here;
        here = there;
        there = swap;
      }
    }
  }
  for (int64_t k = 0; k < count; k++) pass.parameter_gradient[k] = static_cast<Real>(sums[k]);
}

// Kingma and Ba (2015), algorithm 1, in the order of operations of PyTorch's Adam.
void adam(const AdamNumbers& numbers, const AdamArrays<Real>& arrays) {
  const Real beta1 = static_cast<Real>(numbers.beta1), rest1 = static_cast<Real>(1 - numbers.beta1);
  const Real beta2 = static_cast<Real>(numbers.beta2), rest2 = static_cast<Real>(1 - numbers.beta2);
  const Real root = static_cast<Real>(numbers.root_correction2), epsilon = static_cast<Real>(numbers.epsilon);
  const Real size = static_cast<Real>(-numbers.size);
  Real* __restrict parameters = arrays.parameters;
  const Real* __restrict gradient = arrays.gradient;
  Real* __restrict first = arrays.first;
  Real* __restrict second = arrays.second;
  for (int64_t k = 0; k < arrays.count; k++) {
    Real g = gradient[k];
    Real m = first[k] * beta1 + rest1 * g;
    Real v = second[k] * beta2 + rest2 * g * g;
    Real denominator = (sizeof(Real) == 4 ? Real(__builtin_sqrtf(float(v))) : Real(__builtin_sqrt(v))) / root + epsilon;
    parameters[k] = parameters[k] + size * m / denominator;
    first[k] = m;
    second[k] = v;
  }
}

const Kernels<Real> all = {forward, backward, adam};

}  // namespace

const Kernels<Real>& AMT_NAME(AMT_REAL, AMT_SET)() {
  return all;
}

}  // namespace amt
