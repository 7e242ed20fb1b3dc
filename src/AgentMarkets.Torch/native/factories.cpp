// New tensors, random numbers and generators.
#include "abi.h"

#include <ATen/Context.h>
#include <ATen/Functions.h>

using namespace amt;
using at::Tensor;

namespace {

at::TensorOptions options(int32_t dtype, int32_t device_type, int32_t index) {
  at::TensorOptions made = at::TensorOptions().device(device(device_type, index));
  return dtype < 0 ? made : made.dtype(static_cast<at::ScalarType>(dtype));
}

Tensor with_grad(Tensor tensor, int32_t requires_grad) {
  if (requires_grad) tensor.set_requires_grad(true);
  return tensor;
}

}  // namespace

// 0 empty, 1 zeros, 2 ones, 3 full, 4 rand, 5 randn, 6 randint in [low, high).
AMT_API Handle amt_new(int32_t kind, const int64_t* sizes, int64_t count, Number value, int64_t low, int64_t high,
                       const at::Generator* generator, int32_t dtype, int32_t device_type, int32_t index,
                       int32_t requires_grad) {
  return guarded([&] {
    at::IntArrayRef shape = longs(sizes, count);
    at::TensorOptions how = options(dtype, device_type, index);
    Tensor made;
    switch (kind) {
      case 0: made = at::empty(shape, how); break;
      case 1: made = at::zeros(shape, how); break;
      case 2: made = at::ones(shape, how); break;
      case 3: made = at::full(shape, scalar(value), how); break;
      case 4: made = at::rand(shape, maybe_generator(generator), how); break;
      case 5: made = at::randn(shape, maybe_generator(generator), how); break;
      case 6: made = at::randint(low, high, shape, maybe_generator(generator), how); break;
      default: TORCH_CHECK(false, "no such factory");
    }
    return with_grad(std::move(made), requires_grad);
  });
}

AMT_API Handle amt_arange(Number start, Number stop, Number step, int32_t dtype, int32_t device_type, int32_t index) {
  return guarded([&] {
    return at::arange(scalar(start), scalar(stop), scalar(step), options(dtype, device_type, index));
  });
}

AMT_API Handle amt_linspace(double start, double stop, int64_t steps, int32_t dtype, int32_t device_type,
                            int32_t index) {
  return guarded([&] { return at::linspace(start, stop, steps, options(dtype, device_type, index)); });
}

AMT_API Handle amt_eye(int64_t rows, int64_t columns, int32_t dtype, int32_t device_type, int32_t index) {
  return guarded([&] { return at::eye(rows, columns, options(dtype, device_type, index)); });
}

AMT_API Handle amt_randperm(int64_t n, const at::Generator* generator, int32_t dtype, int32_t device_type,
                            int32_t index) {
  return guarded([&] { return at::randperm(n, maybe_generator(generator), options(dtype, device_type, index)); });
}

// Copies `bytes` of memory laid out row by row into a new tensor on the CPU: one copy, none on the way.
AMT_API Handle amt_from_memory(const void* data, int64_t bytes, const int64_t* sizes, int64_t count, int32_t dtype) {
  return guarded([&] {
    Tensor made = at::empty(longs(sizes, count), options(dtype, 0, -1));
    int64_t held = made.numel() * static_cast<int64_t>(made.element_size());
    TORCH_CHECK(held == bytes, "the shape holds ", held, " bytes, the data has ", bytes);
    if (bytes > 0) __builtin_memcpy(made.data_ptr(), data, static_cast<size_t>(bytes));
    return made;
  });
}

// Copies a row-major stretch of host memory into a tensor wherever it lies, or out of it.
AMT_API int32_t amt_copy_memory(Handle handle, void* data, int64_t bytes, int32_t into_tensor) {
  return guarded_status([&] {
    Borrowed tensor(handle);
    int64_t held = tensor->numel() * static_cast<int64_t>(tensor->element_size());
    TORCH_CHECK(held == bytes, "the tensor holds ", held, " bytes, the span has ", bytes);
    if (bytes == 0) return;
    if (tensor->device().is_cpu() && tensor->is_contiguous()) {
      void* target = into_tensor ? tensor->data_ptr() : data;
      __builtin_memcpy(target, into_tensor ? data : tensor->data_ptr(), static_cast<size_t>(bytes));
      return;
    }
    c10::NoGradGuard guard;
    Tensor outside = at::from_blob(data, tensor->sizes(), options(static_cast<int32_t>(tensor->scalar_type()), 0, -1));
    if (into_tensor) {
      tensor.get().copy_(outside);
    } else {
      outside.copy_(*tensor);
    }
  });
}

// 0 zeros, 1 ones, 2 empty, 3 rand, 4 randn: of another tensor's shape.
AMT_API Handle amt_like(int32_t kind, Handle a, int32_t dtype, int32_t device_type, int32_t index,
                        int32_t requires_grad) {
  return guarded([&] {
    Borrowed like(a);
    at::TensorOptions how = like->options();
    if (dtype >= 0) how = how.dtype(static_cast<at::ScalarType>(dtype));
    if (device_type >= 0) how = how.device(device(device_type, index));
    Tensor made;
    switch (kind) {
      case 0: made = at::zeros_like(*like, how); break;
      case 1: made = at::ones_like(*like, how); break;
      case 2: made = at::empty_like(*like, how); break;
      case 3: made = at::rand_like(*like, how); break;
      case 4: made = at::randn_like(*like, how); break;
      default: TORCH_CHECK(false, "no such factory");
    }
    return with_grad(std::move(made), requires_grad);
  });
}

// In place: 0 uniform_(a, b), 1 normal_(mean a, deviation b), 2 bernoulli_(probability a), 3 exponential_(rate a).
AMT_API int32_t amt_randomize(int32_t kind, Handle target, double a, double b, const at::Generator* generator) {
  return guarded_status([&] {
    Borrowed tensor(target);
    switch (kind) {
      case 0: tensor->uniform_(a, b, maybe_generator(generator)); break;
      case 1: tensor->normal_(a, b, maybe_generator(generator)); break;
      case 2: tensor->bernoulli_(a, maybe_generator(generator)); break;
      case 3: tensor->exponential_(a, maybe_generator(generator)); break;
      default: TORCH_CHECK(false, "no such distribution");
    }
  });
}

AMT_API Handle amt_multinomial(Handle a, int64_t count, int32_t replacement, const at::Generator* generator) {
  return guarded([&] { return at::multinomial(*Borrowed(a), count, replacement != 0, maybe_generator(generator)); });
}

AMT_API Handle amt_normal(Handle mean, Handle deviation, const at::Generator* generator) {
  return guarded([&] { return at::normal(*Borrowed(mean), *Borrowed(deviation), maybe_generator(generator)); });
}

AMT_API Handle amt_bernoulli(Handle a, const at::Generator* generator) {
  return guarded([&] { return at::bernoulli(*Borrowed(a), maybe_generator(generator)); });
}

// A generator of its own, cloned from the device's default one so that no device's headers are needed here.
AMT_API at::Generator* amt_generator_new(uint64_t seed, int32_t device_type, int32_t index) {
  try {
    at::Generator made = at::globalContext().defaultGenerator(device(device_type, index)).clone();
    made.set_current_seed(seed);
    return new at::Generator(std::move(made));
  } catch (...) {
    remember_error();
    return nullptr;
  }
}

AMT_API at::Generator* amt_generator_default(int32_t device_type, int32_t index) {
  try {
    return new at::Generator(at::globalContext().defaultGenerator(device(device_type, index)));
  } catch (...) {
    remember_error();
    return nullptr;
  }
}

AMT_API void amt_generator_release(at::Generator* generator) {
  delete generator;
}

AMT_API int32_t amt_generator_seed(at::Generator* generator, uint64_t seed) {
  return guarded_status([&] { generator->set_current_seed(seed); });
}

AMT_API int32_t amt_generator_reseed(at::Generator* generator, uint64_t* seed) {
  return guarded_status([&] { *seed = generator->seed(); });
}

AMT_API int32_t amt_generator_current_seed(at::Generator* generator, uint64_t* seed) {
  return guarded_status([&] { *seed = generator->current_seed(); });
}

AMT_API Handle amt_generator_state(at::Generator* generator) {
  return guarded([&] { return generator->get_state(); });
}

AMT_API int32_t amt_generator_set_state(at::Generator* generator, Handle state) {
  return guarded_status([&] { generator->set_state(*Borrowed(state)); });
}

AMT_API int32_t amt_manual_seed(uint64_t seed) {
  return guarded_status([&] { at::manual_seed(seed); });
}
