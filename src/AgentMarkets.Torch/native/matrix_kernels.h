// Matrix products on plain memory for the passes of wide networks. A BLAS would serve, but chooses its order of sums
// by the shapes and by how many threads it has; here each element is one chain of multiply-adds along the depth, so
// that a row's bits depend on nothing but that row, and sets with fused multiply-adds (AVX2, AVX-512) agree.
#pragma once

#include <cstdint>

namespace amt {

// c[r, n] = (add ? c[r, n] : 0) + sum over k of a[r, k] * b[k, n].
template <class T>
struct Product {
  const T* left;        // rows one after the other, or as pack_left leaves them where left_stride is 0
  int64_t left_stride;  // between rows
  const T* right;       // as pack_right leaves it
  int64_t rows;
  int64_t depth;
  int64_t columns;
  T* result;
  int64_t result_stride;
  bool add;
};

template <class T>
struct Products {
  void (*multiply)(const Product<T>&);
  // A left factor given with its depth along the rows, a[r, k] = from[k * stride + r]; rows * depth elements.
  void (*pack_left)(const T* from, int64_t stride, int64_t rows, int64_t depth, T* to);
  // b[k, n] = from[k * depth_stride + n * column_stride], one of the strides 1; packed_columns(columns) * depth
  // elements, at an address that is a multiple of 64.
  void (*pack_right)(const T* from, int64_t depth_stride, int64_t column_stride, int64_t depth, int64_t columns, T* to);
  int64_t panel;

  int64_t packed_columns(int64_t columns) const {
    return (columns + panel - 1) / panel * panel;
  }
};

const Products<float>& products_float_baseline();
const Products<double>& products_double_baseline();
#ifdef AMT_X86
const Products<float>& products_float_avx2();
const Products<double>& products_double_avx2();
const Products<float>& products_float_avx512();
const Products<double>& products_double_avx512();
#endif

}  // namespace amt
