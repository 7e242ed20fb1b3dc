// Errors, handles, what a tensor is, its memory, devices and threads.
#include "abi.h"

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <cstdio>
#include <fstream>
#include <iterator>

using namespace amt;

namespace {
thread_local std::string last_error;
}

void amt::remember_error() noexcept {
  try {
    try {
      throw;
    } catch (const c10::Error& error) {
      last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
      last_error = error.what();
    } catch (...) {
      last_error = "an exception of an unknown type";
    }
  } catch (...) {
    last_error.clear();
  }
}

AMT_API const char* amt_last_error() {
  return last_error.c_str();
}

AMT_API void amt_release(Handle handle) {
  // Releasing may run arbitrary destructors (of a graph's nodes), none of which throw.
  at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle));
}

AMT_API Handle amt_alias(Handle handle) {
  return guarded([&] { return at::Tensor(*Borrowed(handle)); });
}

AMT_API int64_t amt_dim(Handle handle) {
  return Borrowed(handle)->dim();
}

AMT_API void amt_sizes(Handle handle, int64_t* sizes) {
  Borrowed tensor(handle);
  for (int64_t i = 0; i < tensor->dim(); i++) sizes[i] = tensor->sizes()[i];
}

AMT_API void amt_strides(Handle handle, int64_t* strides) {
  Borrowed tensor(handle);
  for (int64_t i = 0; i < tensor->dim(); i++) strides[i] = tensor->strides()[i];
}

AMT_API int64_t amt_numel(Handle handle) {
  return Borrowed(handle)->numel();
}

AMT_API int32_t amt_dtype(Handle handle) {
  return static_cast<int32_t>(Borrowed(handle)->scalar_type());
}

AMT_API int64_t amt_element_size(Handle handle) {
  return static_cast<int64_t>(Borrowed(handle)->element_size());
}

AMT_API int32_t amt_device_type(Handle handle) {
  return static_cast<int32_t>(Borrowed(handle)->device().type());
}

AMT_API int32_t amt_device_index(Handle handle) {
  return static_cast<int32_t>(Borrowed(handle)->device().index());
}

AMT_API int32_t amt_is_contiguous(Handle handle) {
  return Borrowed(handle)->is_contiguous();
}

AMT_API void* amt_data_ptr(Handle handle) {
  try {
    return Borrowed(handle)->data_ptr();
  } catch (...) {
    remember_error();
    return nullptr;
  }
}

AMT_API int32_t amt_item(Handle handle, double* real, int64_t* whole) {
  return guarded_status([&] {
    at::Scalar value = Borrowed(handle)->item();
    if (value.isFloatingPoint()) {
      *real = value.toDouble();
      *whole = 0;
    } else {
      *whole = value.isBoolean() ? value.toBool() : value.toLong();
      *real = static_cast<double>(*whole);
    }
  });
}

AMT_API Handle amt_to(Handle handle, int32_t dtype, int32_t device_type, int32_t index, int32_t copy, int32_t async) {
  return guarded([&] {
    Borrowed tensor(handle);
    at::ScalarType type = dtype < 0 ? tensor->scalar_type() : static_cast<at::ScalarType>(dtype);
    at::Device where = device_type < 0 ? tensor->device() : device(device_type, index);
    return tensor->to(where, type, async != 0, copy != 0);
  });
}

AMT_API int32_t amt_save(Handle handle, const char* path) {
  return guarded_status([&] {
    std::vector<char> bytes = torch::jit::pickle_save(c10::IValue(*Borrowed(handle)));
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    TORCH_CHECK(file.good(), "cannot write '", path, "'");
  });
}

AMT_API Handle amt_load(const char* path) {
  return guarded([&] {
    std::ifstream file(path, std::ios::binary);
    TORCH_CHECK(file.good(), "cannot open '", path, "'");
    std::vector<char> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    c10::IValue value = torch::jit::pickle_load(bytes);
    TORCH_CHECK(value.isTensor(), "'", path, "' holds no tensor but a ", value.tagKind());
    return value.toTensor();
  });
}

AMT_API const char* amt_version() {
  return TORCH_VERSION;
}

AMT_API int32_t amt_set_threads(int32_t count) {
  return guarded_status([&] { at::set_num_threads(count); });
}

AMT_API int32_t amt_get_threads() {
  return at::get_num_threads();
}

AMT_API int32_t amt_set_interop_threads(int32_t count) {
  return guarded_status([&] { at::set_num_interop_threads(count); });
}

AMT_API int32_t amt_get_interop_threads() {
  return static_cast<int32_t>(at::get_num_interop_threads());
}

AMT_API int32_t amt_cuda_available() {
  try {
    return torch::cuda::is_available();
  } catch (...) {
    remember_error();
    return 0;
  }
}

AMT_API int32_t amt_cuda_count() {
  try {
    return static_cast<int32_t>(torch::cuda::device_count());
  } catch (...) {
    remember_error();
    return 0;
  }
}

AMT_API int32_t amt_cuda_synchronize(int32_t index) {
  return guarded_status([&] { torch::cuda::synchronize(index); });
}

// The file that holds a symbol of libtorch or of the BLAS it calls, as the dynamic linker loaded it.
AMT_API int32_t amt_file_of(const char* symbol, char* path, int32_t capacity) {
  void* address = symbol[0] == '\0' ? reinterpret_cast<void*>(&at::set_num_threads) : dlsym(RTLD_DEFAULT, symbol);
  Dl_info info;
  if (address == nullptr || dladdr(address, &info) == 0 || info.dli_fname == nullptr) return 1;
  snprintf(path, static_cast<size_t>(capacity), "%s", info.dli_fname);
  return 0;
}
