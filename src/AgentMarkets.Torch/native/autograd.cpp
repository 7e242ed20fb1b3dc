// Gradients: recording them, asking for them, and switching them off.
#include "abi.h"

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace amt;
using at::Tensor;

AMT_API int32_t amt_requires_grad(Handle handle) {
  return Borrowed(handle)->requires_grad();
}

AMT_API int32_t amt_set_requires_grad(Handle handle, int32_t value) {
  return guarded_status([&] { Borrowed(handle)->set_requires_grad(value != 0); });
}

AMT_API int32_t amt_is_leaf(Handle handle) {
  return Borrowed(handle)->is_leaf();
}

AMT_API int32_t amt_retain_grad(Handle handle) {
  return guarded_status([&] { Borrowed(handle)->retain_grad(); });
}

// The gradient gathered so far, null when there is none.
AMT_API int32_t amt_grad(Handle handle, Handle* result) {
  return guarded_status([&] { *result = give(Tensor(Borrowed(handle)->mutable_grad())); });
}

AMT_API int32_t amt_set_grad(Handle handle, Handle gradient) {
  return guarded_status([&] { Borrowed(handle)->mutable_grad() = *Borrowed(gradient); });
}

// To none (a fresh gradient next time) or to zeros in place.
AMT_API int32_t amt_zero_grads(const Handle* handles, int64_t count, int32_t to_none) {
  return guarded_status([&] {
    for (int64_t i = 0; i < count; i++) {
      Borrowed tensor(handles[i]);
      Tensor& gradient = tensor->mutable_grad();
      if (!gradient.defined()) continue;
      if (to_none) {
        gradient.reset();
      } else {
        c10::NoGradGuard guard;
        gradient.detach_().zero_();
      }
    }
  });
}

AMT_API int32_t amt_backward(const Handle* roots, int64_t root_count, const Handle* gradients, int64_t gradient_count,
                             int32_t retain, int32_t create, const Handle* inputs, int64_t input_count) {
  return guarded_status([&] {
    Maybe<bool> keep;
    if (retain != 0) keep = true;
    torch::autograd::backward(tensors(roots, root_count), tensors(gradients, gradient_count), keep, create != 0,
                              tensors(inputs, input_count));
  });
}

// One gradient per input, null where the input has no part in the outputs and `allow_unused` is set.
AMT_API int32_t amt_gradients(const Handle* outputs, int64_t output_count, const Handle* inputs, int64_t input_count,
                              const Handle* gradients, int64_t gradient_count, int32_t retain, int32_t create,
                              int32_t allow_unused, Handle* results) {
  return guarded_status([&] {
    Maybe<bool> keep;
    if (retain != 0) keep = true;
    std::vector<Tensor> found = torch::autograd::grad(
        tensors(outputs, output_count), tensors(inputs, input_count), tensors(gradients, gradient_count), keep,
        create != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); i++) results[i] = give(std::move(found[i]));
  });
}

AMT_API int32_t amt_grad_enabled() {
  return c10::GradMode::is_enabled();
}

AMT_API void amt_set_grad_enabled(int32_t enabled) {
  c10::GradMode::set_enabled(enabled != 0);
}

AMT_API c10::InferenceMode* amt_inference_enter(int32_t enabled) {
  try {
    return new c10::InferenceMode(enabled != 0);
  } catch (...) {
    remember_error();
    return nullptr;
  }
}

AMT_API void amt_inference_leave(c10::InferenceMode* guard) {
  delete guard;
}

// Scales all gradients so that their joint norm is at most `maximum`, and gives the norm before.
AMT_API int32_t amt_clip_grad_norm(const Handle* handles, int64_t count, double maximum, double kind, double* norm) {
  return guarded_status([&] {
    c10::NoGradGuard guard;
    std::vector<Tensor> gradients;
    std::vector<Tensor> norms;
    for (int64_t i = 0; i < count; i++) {
      Borrowed tensor(handles[i]);
      const Tensor& gradient = tensor->grad();
      if (!gradient.defined()) continue;
      gradients.push_back(gradient);
      norms.push_back(gradient.norm(kind));
    }
    *norm = norms.empty() ? 0.0 : at::stack(norms).norm(kind).item<double>();
    double factor = maximum / (*norm + 1e-6);
    if (factor < 1.0) {
      for (Tensor& gradient : gradients) gradient.mul_(factor);
    }
  });
}

AMT_API int32_t amt_clip_grad_value(const Handle* handles, int64_t count, double limit) {
  return guarded_status([&] {
    c10::NoGradGuard guard;
    for (int64_t i = 0; i < count; i++) {
      Borrowed tensor(handles[i]);
      Tensor gradient = tensor->grad();
      if (gradient.defined()) gradient.clamp_(-limit, limit);
    }
  });
}
