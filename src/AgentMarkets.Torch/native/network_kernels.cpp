// The passes of a wide network for one element type (AMT_REAL) and one instruction set (AMT_SET): see
// network_kernels.h. Like mlp_kernels.cpp compiled without contraction, so that activations are the same bits in every
// instruction set; the products come from matrix_kernels.cpp.
#include "network_kernels.h"

#include "matrix_kernels.h"

#include <cstdlib>
#include <new>
#include <type_traits>

#define INLINE inline __attribute__((always_inline))
#define AMT_JOIN3(a, b, c) a##_##b##_##c
#define AMT_NAME(what, real, set) AMT_JOIN3(what, real, set)

namespace amt {

const Products<AMT_REAL>& AMT_NAME(products, AMT_REAL, AMT_SET)();

namespace {

using Real = AMT_REAL;

#include "vectors.h"

template <class To, class From>
INLINE To std_bit_cast(const From& value) {
  To result;
  static_assert(sizeof(To) == sizeof(From), "a bit cast keeps the size");
  __builtin_memcpy(&result, &value, sizeof(To));
  return result;
}

#include "elementary.h"

#ifndef AMT_BLOCK
#define AMT_BLOCK 192
#endif
constexpr int64_t block = AMT_BLOCK;
thread_local Scratch scratch;

// Hands out pieces of the scratch memory, each at a multiple of 64 bytes.
struct Pieces {
  Real* next;
  static int64_t rounded(int64_t count) {
    return (count + lanes - 1) / lanes * lanes;
  }
  Real* take(int64_t count) {
    Real* piece = next;
    next += rounded(count);
    return piece;
  }
};

template <template <class> class Function>
void activate_with(const Real* __restrict bias, int64_t rows, int64_t width, Real* __restrict values,
                   Real* __restrict slopes) {
  for (int64_t r = 0; r < rows; r++) {
    Real* __restrict value = values + r * width;
    if (slopes == nullptr) {
      for (int64_t c = 0; c < width; c++) {
        Real unused;
        value[c] = Function<Real>::apply(value[c] + bias[c], unused);
      }
      continue;
    }
    Real* __restrict slope = slopes + r * width;
    for (int64_t c = 0; c < width; c++) {
      Real s;
      value[c] = Function<Real>::apply(value[c] + bias[c], s);
      slope[c] = s;
    }
  }
}

void activate(Activation activation, const Real* bias, int64_t rows, int64_t width, Real* values, Real* slopes) {
  switch (activation) {
    case Activation::identity: return activate_with<Identity>(bias, rows, width, values, slopes);
    case Activation::relu: return activate_with<Relu>(bias, rows, width, values, slopes);
    case Activation::selu: return activate_with<Selu>(bias, rows, width, values, slopes);
    case Activation::silu: return activate_with<Silu>(bias, rows, width, values, slopes);
    case Activation::tanh: return activate_with<Tanh>(bias, rows, width, values, slopes);
    case Activation::sigmoid: return activate_with<Sigmoid>(bias, rows, width, values, slopes);
    case Activation::softplus: return activate_with<Softplus>(bias, rows, width, values, slopes);
  }
}

void times(const Real* __restrict slopes, int64_t count, Real* __restrict gradient) {
  for (int64_t k = 0; k < count; k++) gradient[k] *= slopes[k];
}

void plus(const Real* __restrict addend, int64_t count, Real* __restrict sum) {
  for (int64_t k = 0; k < count; k++) sum[k] += addend[k];
}

// Sizes and places that both passes need.
struct Plan {
  const MlpShape& shape;
  const NetworkPass<Real>& pass;
  const Products<Real>& products = AMT_NAME(products, AMT_REAL, AMT_SET)();

  bool pairs() const {
    return pass.goods != nullptr;
  }
  int64_t in(int64_t layer) const {
    return shape.widths[layer];
  }
  int64_t out(int64_t layer) const {
    return shape.widths[layer + 1];
  }
  bool last(int64_t layer) const {
    return layer + 1 == shape.layers;
  }
  // Columns of one factor of the first layer: all inputs, or the buyers' (and as many goods').
  int64_t inputs() const {
    return pairs() ? shape.widths[0] / 2 : shape.widths[0];
  }
  int64_t offset(int64_t layer) const {
    int64_t count = 0;
    for (int64_t l = 0; l < layer; l++) count += (in(l) + 1) * out(l);
    return count;
  }
  const Real* weight(int64_t layer) const {
    return pass.parameters + offset(layer);
  }
  const Real* bias(int64_t layer) const {
    return weight(layer) + in(layer) * out(layer);
  }
  int64_t widest() const {
    int64_t width = 0;
    for (int64_t l = 0; l <= shape.layers; l++) width = in(l) > width ? in(l) : width;
    return width;
  }
  // In the trace: layer after layer its slopes, then its values.
  Real* slopes(int64_t layer, int64_t row) const {
    int64_t columns = 0;
    for (int64_t l = 0; l < layer; l++) columns += 2 * out(l);
    return pass.trace + columns * pass.rows + row * out(layer);
  }
  Real* values(int64_t layer, int64_t row) const {
    return slopes(layer, row) + out(layer) * pass.rows;
  }
  // Buyers that a block can touch.
  int64_t block_buyers() const {
    return (block - 1) / pass.good_count + 2;
  }
};

class Forward : Plan {
 public:
  Forward(const MlpShape& shape, const NetworkPass<Real>& pass) : Plan{shape, pass} {
    int64_t count = 2 * Pieces::rounded(block * widest());
    for (int64_t l = 0; l < shape.layers; l++) count += packed_size(l);
    if (pairs()) count += packed_size(0) + Pieces::rounded((pass.good_count + block_buyers()) * out(0));
    Pieces pieces{scratch.reserve(count + shape.layers)};
    packed = pieces.next;
    for (int64_t l = 0; l < shape.layers; l++) {
      int64_t depth = l == 0 ? inputs() : in(l);
      products.pack_right(weight(l), 1, in(l), depth, out(l), pieces.take(packed_size(l)));
    }
    buffers[0] = pieces.take(block * widest());
    buffers[1] = pieces.take(block * widest());
    if (!pairs()) return;
    Real* goods = pieces.take(packed_size(0));
    products.pack_right(weight(0) + inputs(), 1, in(0), inputs(), out(0), goods);
    good_part = pieces.take((pass.good_count + block_buyers()) * out(0));
    buyer_part = good_part + pass.good_count * out(0);
    products.multiply({pass.goods, inputs(), goods, pass.good_count, inputs(), out(0), good_part, out(0), false});
  }

  void run() {
    for (int64_t start = 0; start < pass.rows; start += block) {
      int64_t rows = pass.rows - start < block ? pass.rows - start : block;
      const Real* x = pairs() ? nullptr : pass.input + start * in(0);
      const Real* weights = packed;
      for (int64_t l = 0; l < shape.layers; l++) {
        Real* y = last(l)                  ? pass.output + start * out(l)
                  : pass.trace != nullptr ? values(l, start)
                                          : buffers[l % 2];
        if (l == 0 && pairs()) {
          first_of_pairs(start, rows, y);
        } else {
          products.multiply({x, in(l), weights, rows, in(l), out(l), y, out(l), false});
        }
        activate(last(l) ? shape.output : shape.hidden, bias(l), rows, out(l), y,
                 pass.trace == nullptr ? nullptr : slopes(l, start));
        weights += packed_size(l);
        x = y;
      }
    }
  }

 private:
  int64_t packed_size(int64_t layer) const {
    return products.packed_columns(out(layer)) * (layer == 0 ? inputs() : in(layer));
  }

  // W_b b + W_g g for the block's pairs: a product a buyer, a sum a pair.
  void first_of_pairs(int64_t start, int64_t rows, Real* y) {
    int64_t first = start / pass.good_count, last_buyer = (start + rows - 1) / pass.good_count;
    int64_t width = out(0);
    products.multiply({pass.input + first * inputs(), inputs(), packed, last_buyer - first + 1, inputs(), width,
                       buyer_part, width, false});
    for (int64_t r = 0; r < rows; r++) {
      const Real* buyer = buyer_part + ((start + r) / pass.good_count - first) * width;
      const Real* good = good_part + (start + r) % pass.good_count * width;
      Real* sum = y + r * width;
      for (int64_t c = 0; c < width; c++) sum[c] = buyer[c] + good[c];
    }
  }

  Real* packed;
  Real* buffers[2];
  Real* good_part = nullptr;
  Real* buyer_part = nullptr;
};

class Backward : Plan {
 public:
  Backward(const MlpShape& shape, const NetworkPass<Real>& pass) : Plan{shape, pass} {
    int64_t columns = products.packed_columns(widest());
    int64_t buyers = pass.rows / pass.good_count;
    int64_t count = 2 * Pieces::rounded(block * widest()) + 2 * block * columns;
    for (int64_t l = 1; l < shape.layers; l++) count += packed_size(l);
    if (pairs()) count += (buyers + pass.good_count) * out(0);
    Pieces pieces{scratch.reserve(count + 2 * lanes)};
    packed = pieces.next;
    for (int64_t l = 1; l < shape.layers; l++) {
      products.pack_right(weight(l), in(l), 1, out(l), in(l), pieces.take(packed_size(l)));
    }
    here = pieces.take(block * widest());
    there = pieces.take(block * widest());
    left = pieces.take(block * columns);
    right = pieces.take(block * columns);
    buyer_sums = pieces.next;
    good_sums = buyer_sums + buyers * out(0);
  }

  void run() {
    int64_t parameters = offset(shape.layers), outputs = out(shape.layers - 1);
    for (int64_t k = 0; k < parameters; k++) pass.parameter_gradient[k] = 0;
    for (int64_t k = 0; pairs() && k < (pass.rows / pass.good_count + pass.good_count) * out(0); k++) buyer_sums[k] = 0;
    for (int64_t start = 0; start < pass.rows; start += block) {
      int64_t rows = pass.rows - start < block ? pass.rows - start : block;
      const Real* weights = packed + packed_total();
      const Real* gradient = pass.gradient + start * outputs;
      for (int64_t k = 0; k < rows * outputs; k++) here[k] = gradient[k];
      for (int64_t l = shape.layers - 1; l > 0; l--) {
        times(slopes(l, start), rows * out(l), here);
        weight_gradient(here, out(l), rows, values(l - 1, start), in(l), result(l), in(l));
        bias_gradient(here, rows, l);
        weights -= packed_size(l);
        products.multiply({here, out(l), weights, rows, out(l), in(l), there, in(l), false});
        Real* swap = here;
        here = there;
        there = swap;
      }
      times(slopes(0, start), rows * out(0), here);
      bias_gradient(here, rows, 0);
      if (pairs()) {
        add_pairs(start, rows);
      } else {
        weight_gradient(here, out(0), rows, pass.input + start * in(0), in(0), result(0), in(0));
      }
    }
    if (!pairs()) return;
    weight_gradient(buyer_sums, out(0), pass.rows / pass.good_count, pass.input, inputs(), result(0), in(0));
    weight_gradient(good_sums, out(0), pass.good_count, pass.goods, inputs(), result(0) + inputs(), in(0));
  }

 private:
  int64_t packed_size(int64_t layer) const {
    return products.packed_columns(in(layer)) * out(layer);
  }
  int64_t packed_total() const {
    int64_t count = 0;
    for (int64_t l = 1; l < shape.layers; l++) count += Pieces::rounded(packed_size(l));
    return count;
  }
  Real* result(int64_t layer) const {
    return pass.parameter_gradient + offset(layer);
  }

  // dW[o, i] += sum over the rows of g[row, o] * x[row, i].
  void weight_gradient(const Real* g, int64_t outputs, int64_t rows, const Real* x, int64_t inputs, Real* sums,
                       int64_t stride) {
    for (int64_t start = 0; start < rows; start += block) {
      int64_t depth = rows - start < block ? rows - start : block;
      products.pack_left(g + start * outputs, outputs, outputs, depth, left);
      products.pack_right(x + start * inputs, inputs, 1, depth, inputs, right);
      products.multiply({left, 0, right, outputs, depth, inputs, sums, stride, true});
    }
  }

  void bias_gradient(const Real* g, int64_t rows, int64_t layer) {
    Real* sums = result(layer) + in(layer) * out(layer);
    for (int64_t r = 0; r < rows; r++) plus(g + r * out(layer), out(layer), sums);
  }

  // A buyer's pre-activations are the same for all goods, a good's for all buyers: their gradients add up.
  void add_pairs(int64_t start, int64_t rows) {
    int64_t width = out(0);
    for (int64_t r = 0; r < rows; r++) {
      plus(here + r * width, width, buyer_sums + (start + r) / pass.good_count * width);
      plus(here + r * width, width, good_sums + (start + r) % pass.good_count * width);
    }
  }

  Real* packed;
  Real* here;
  Real* there;
  Real* left;
  Real* right;
  Real* buyer_sums;
  Real* good_sums;
};

void forward(const MlpShape& shape, const NetworkPass<Real>& pass) {
  if (pass.rows > 0) Forward(shape, pass).run();
}

void backward(const MlpShape& shape, const NetworkPass<Real>& pass) {
  Backward(shape, pass).run();
}

const NetworkKernels<Real> all = {forward, backward};

}  // namespace

const NetworkKernels<Real>& AMT_NAME(networks, AMT_REAL, AMT_SET)() {
  return all;
}

}  // namespace amt
