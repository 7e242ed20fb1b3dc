// What every file of the C ABI shares: handles, errors, and the few places where libtorch 1.13 and 2.x differ.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/Generator.h>
#include <c10/core/GradMode.h>
#include <c10/core/Scalar.h>
#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#define AMT_API extern "C" __attribute__((visibility("default")))

namespace amt {

// A handle owns one reference to a tensor's implementation. Passing that pointer instead of a heap-allocated
// at::Tensor saves an allocation and an indirection per result.
using Handle = c10::TensorImpl*;

// libtorch's own optional type: c10::optional in 1.13, std::optional in 2.x.
template <class Optional, class T>
struct Rebind;
template <template <class> class Optional, class Inner, class T>
struct Rebind<Optional<Inner>, T> {
  using type = Optional<T>;
};
template <class T>
using Maybe = typename Rebind<decltype(std::declval<c10::TensorOptions>().device_opt()), T>::type;

// Sees a caller's handle as a tensor for the length of a call, without touching its reference count.
class Borrowed {
 public:
  explicit Borrowed(Handle handle)
      : tensor_(handle == nullptr
                    ? at::Tensor()
                    : at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle))) {}
  ~Borrowed() {
    tensor_.unsafeReleaseTensorImpl();
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  operator const at::Tensor&() const {
    return tensor_;
  }
  const at::Tensor& operator*() const {
    return tensor_;
  }
  const at::Tensor* operator->() const {
    return &tensor_;
  }
  at::Tensor& get() {
    return tensor_;
  }

 private:
  at::Tensor tensor_;
};

// An undefined tensor (no gradient yet) is the null handle.
inline Handle give(at::Tensor&& tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

void remember_error() noexcept;

// Runs a body that returns a tensor; null means that the error's text waits in amt_last_error.
template <class Body>
Handle guarded(Body&& body) noexcept {
  try {
    return give(body());
  } catch (...) {
    remember_error();
    return nullptr;
  }
}

// Runs a body that returns nothing; 0 is success.
template <class Body>
int32_t guarded_status(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (...) {
    remember_error();
    return 1;
  }
}

// A number as it crosses the border: kind 0 is an integer, 1 a double (its bits), 2 a bool.
struct Number {
  int64_t kind;
  int64_t bits;
};

inline c10::Scalar scalar(Number number) {
  if (number.kind == 1) {
    double value;
    static_assert(sizeof(value) == sizeof(number.bits), "a double is eight bytes");
    __builtin_memcpy(&value, &number.bits, sizeof(value));
    return c10::Scalar(value);
  }
  return number.kind == 2 ? c10::Scalar(number.bits != 0) : c10::Scalar(number.bits);
}

// A missing dtype is -1, a missing tensor the null handle.
inline Maybe<at::ScalarType> maybe_dtype(int32_t dtype) {
  if (dtype < 0) return {};
  return static_cast<at::ScalarType>(dtype);
}

inline Maybe<at::Tensor> maybe_tensor(const at::Tensor& tensor) {
  if (!tensor.defined()) return {};
  return tensor;
}

inline Maybe<at::Generator> maybe_generator(const at::Generator* generator) {
  if (generator == nullptr) return {};
  return *generator;
}

inline at::IntArrayRef longs(const int64_t* values, int64_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline std::vector<at::Tensor> tensors(const Handle* handles, int64_t count) {
  std::vector<at::Tensor> list;
  list.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; i++) {
    Borrowed borrowed(handles[i]);
    list.push_back(*borrowed);
  }
  return list;
}

// Device types cross as libtorch's numbers (0 cpu, 1 cuda); index -1 is the current device.
inline c10::Device device(int32_t type, int32_t index) {
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace amt
