// Sums over the lanes of vectors, many at once, each in one fixed tree. Included only by mlp_kernels.cpp, after
// elementary.h and vectors.h.
#pragma once

typedef Bits<Real>::Integer Places __attribute__((vector_size(64)));

// Of two vectors whose pieces of 2 `Width` lanes belong together: the lower half of each piece plus its upper half, the
// first vector's pieces and then the second's.
template <int64_t Width, size_t... Lane>
INLINE Vector halved(Vector a, Vector b, std::index_sequence<Lane...>) {
  using Place = Bits<Real>::Integer;
  constexpr Places low = {static_cast<Place>(Lane / Width * 2 * Width + Lane % Width)...};
  constexpr Places high = {static_cast<Place>(Lane / Width * 2 * Width + Width + Lane % Width)...};
  return __builtin_shuffle(a, b, low) + __builtin_shuffle(a, b, high);
}

// The sums of `Count` vectors' lanes in a fixed tree, halves onto halves, each down to lanes / `Count` neighbours.
template <int64_t Count>
INLINE Vector folded(const Real* parts) {
  if constexpr (Count == 1) {
    return load(parts);
  } else {
    Vector low = folded<Count / 2>(parts);
    Vector high = folded<Count / 2>(parts + Count / 2 * lanes);
    return halved<lanes / Count>(low, high, std::make_index_sequence<lanes>());
  }
}

// Sums over a block's rows that stand in a row, each first as a vector of partial sums. As many as a vector has lanes
// are folded together: that takes a third of the shuffles of one by one, with the same tree for each.
struct Totals {
  Real* parts;      // room for those of one tile of outputs and `lanes` more
  double* sums;     // where the next sum is added
  int64_t waiting;  // vectors at the start of parts, not yet added

  Real* next() {
    return parts + waiting * lanes;
  }

  void add(int64_t count) {
    waiting += count;
    int64_t done = 0;
    for (; done + lanes <= waiting; done += lanes) fold(parts + done * lanes, lanes);
    if (done == 0) return;
    waiting -= done;
    for (int64_t k = 0; k < waiting; k++) store(parts + k * lanes, load(parts + (done + k) * lanes));
  }

  void finish() {
    for (int64_t k = waiting; k < lanes; k++) store(parts + k * lanes, Vector{});
    if (waiting > 0) fold(parts, waiting);
    waiting = 0;
  }

 private:
  void fold(const Real* from, int64_t count) {
    Real totals[lanes];
    store(totals, folded<lanes>(from));
    if (count == lanes) {
      for (int64_t k = 0; k < lanes; k++) sums[k] += static_cast<double>(totals[k]);
    } else {
      for (int64_t k = 0; k < count; k++) sums[k] += static_cast<double>(totals[k]);
    }
    sums += count;
  }
};
