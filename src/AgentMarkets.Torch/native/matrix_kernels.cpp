// Matrix products for one element type (AMT_REAL) and one instruction set (AMT_SET): see matrix_kernels.h. Compiled
// with contraction to fused multiply-adds. The form is that of Goto and van de Geijn (2008), "Anatomy of
// high-performance matrix multiplication": a tile of the result stays in registers while the depth is walked.
#include "matrix_kernels.h"

#include <cstdlib>
#include <new>

#define INLINE inline __attribute__((always_inline))
#define AMT_JOIN3(a, b, c) a##_##b##_##c
#define AMT_NAME(what, real, set) AMT_JOIN3(what, real, set)

namespace amt {
namespace {

using Real = AMT_REAL;

#include "vectors.h"

// A tile's rows and vectors: as many sums as the registers hold beside what is being multiplied, enough to hide the
// latency of a multiply-add on two units.
#ifdef __AVX512F__
constexpr int tile_rows = 12;
constexpr int tile_vectors = 2;
#else
constexpr int tile_rows = 6;
constexpr int tile_vectors = 1;
#endif
constexpr int64_t panel = tile_vectors * lanes;

// Tiles of 12 (or 6) rows as long as they fit, then halves: the last is one row.
template <int Rows>
constexpr int smaller = Rows / 2;

// One tile. Packed is a[k * Rows + r], otherwise a[r * stride + k].
template <int Rows, bool Packed>
INLINE void tile(const Real* a, int64_t stride, const Real* b, int64_t depth, Real* c, int64_t c_stride, bool add) {
  Vector sums[Rows][tile_vectors];
  for (int r = 0; r < Rows; r++) {
    for (int v = 0; v < tile_vectors; v++) sums[r][v] = add ? load(c + r * c_stride + v * lanes) : Vector{};
  }
  for (int64_t k = 0; k < depth; k++) {
    Vector x[tile_vectors];
    for (int v = 0; v < tile_vectors; v++) x[v] = *reinterpret_cast<const Vector*>(b + k * panel + v * lanes);
    for (int r = 0; r < Rows; r++) {
      Real factor = Packed ? a[k * Rows + r] : a[r * stride + k];
      for (int v = 0; v < tile_vectors; v++) sums[r][v] += factor * x[v];
    }
  }
  for (int r = 0; r < Rows; r++) {
    for (int v = 0; v < tile_vectors; v++) store(c + r * c_stride + v * lanes, sums[r][v]);
  }
}

// A tile that reaches beyond the last column works on a copy.
template <int Rows, bool Packed>
void edge(const Real* a, int64_t stride, const Real* b, int64_t depth, Real* c, int64_t c_stride, int64_t columns,
          bool add) {
  Real copy[Rows * panel] = {};
  for (int r = 0; r < Rows && add; r++) {
    for (int64_t n = 0; n < columns; n++) copy[r * panel + n] = c[r * c_stride + n];
  }
  tile<Rows, Packed>(a, stride, b, depth, copy, panel, add);
  for (int r = 0; r < Rows; r++) {
    for (int64_t n = 0; n < columns; n++) c[r * c_stride + n] = copy[r * panel + n];
  }
}

template <int Rows, bool Packed>
void column_of_tiles(const Product<Real>& p, int64_t row, int64_t column) {
  int64_t columns = p.columns - column < panel ? p.columns - column : panel;
  const Real* b = p.right + column * p.depth;
  for (; row + Rows <= p.rows; row += Rows) {
    const Real* a = p.left + row * (Packed ? p.depth : p.left_stride);
    Real* c = p.result + row * p.result_stride + column;
    if (columns == panel) {
      tile<Rows, Packed>(a, p.left_stride, b, p.depth, c, p.result_stride, p.add);
    } else {
      edge<Rows, Packed>(a, p.left_stride, b, p.depth, c, p.result_stride, columns, p.add);
    }
  }
  if constexpr (Rows > 1) column_of_tiles<smaller<Rows>, Packed>(p, row, column);
}

// Column by column of tiles, so that the right factor's panel stays in the first cache.
void multiply(const Product<Real>& p) {
  for (int64_t column = 0; column < p.columns; column += panel) {
    if (p.left_stride == 0) {
      column_of_tiles<tile_rows, true>(p, 0, column);
    } else {
      column_of_tiles<tile_rows, false>(p, 0, column);
    }
  }
}

template <int Rows>
void pack_tiles(const Real* from, int64_t stride, int64_t row, int64_t rows, int64_t depth, Real* to) {
  for (; row + Rows <= rows; row += Rows) {
    Real* tile = to + row * depth;
    for (int64_t k = 0; k < depth; k++) {
      for (int r = 0; r < Rows; r++) tile[k * Rows + r] = from[k * stride + row + r];
    }
  }
  if constexpr (Rows > 1) pack_tiles<smaller<Rows>>(from, stride, row, rows, depth, to);
}

void pack_left(const Real* from, int64_t stride, int64_t rows, int64_t depth, Real* to) {
  pack_tiles<tile_rows>(from, stride, 0, rows, depth, to);
}

// Panels one after the other, each by rows, zeros beyond the last column.
void pack_right(const Real* from, int64_t depth_stride, int64_t column_stride, int64_t depth, int64_t columns,
                Real* to) {
  for (int64_t column = 0; column < columns; column += panel) {
    int64_t here = columns - column < panel ? columns - column : panel;
    const Real* source = from + column * column_stride;
    Real* target = to + column * depth;
    if (here < panel) {
      for (int64_t k = 0; k < depth * panel; k++) target[k] = 0;
    }
    if (column_stride == 1 && here == panel) {
      for (int64_t k = 0; k < depth; k++) {
        for (int v = 0; v < tile_vectors; v++) {
          store(target + k * panel + v * lanes, load(source + k * depth_stride + v * lanes));
        }
      }
    } else {
      // Columns outside: where the depth is contiguous, it is read in order.
      for (int64_t n = 0; n < here; n++) {
        for (int64_t k = 0; k < depth; k++) target[k * panel + n] = source[k * depth_stride + n * column_stride];
      }
    }
  }
}

const Products<Real> all = {multiply, pack_left, pack_right, panel};

}  // namespace

const Products<Real>& AMT_NAME(products, AMT_REAL, AMT_SET)() {
  return all;
}

}  // namespace amt
