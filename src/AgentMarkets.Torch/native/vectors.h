// 64-byte vectors of the file's element type and a thread's scratch memory. Included only by the kernels, inside their
// own namespace per instruction set, after Real and INLINE.
#pragma once

constexpr int64_t lanes = 64 / sizeof(Real);
typedef Real Vector __attribute__((vector_size(64), aligned(64)));
typedef Real Loose __attribute__((vector_size(64), aligned(sizeof(Real)), may_alias));

INLINE Vector load(const Real* from) {
  return *reinterpret_cast<const Loose*>(from);
}

INLINE void store(Real* to, Vector value) {
  *reinterpret_cast<Loose*>(to) = value;
}

// Memory for one thread's passes, kept between calls.
struct Scratch {
  Real* memory = nullptr;
  int64_t capacity = 0;
  ~Scratch() {
    free(memory);
  }
  Real* reserve(int64_t count) {
    if (count > capacity) {
      free(memory);
      capacity = 0;
      memory = static_cast<Real*>(aligned_alloc(64, static_cast<size_t>((count * sizeof(Real) + 63) / 64 * 64)));
      if (memory == nullptr) throw std::bad_alloc();
      capacity = count;
    }
    return memory;
  }
};
