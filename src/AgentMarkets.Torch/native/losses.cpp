// Losses and the layers that take more than two tensors.
#include "abi.h"

#include <ATen/Functions.h>

using namespace amt;

// Reduction is libtorch's number: 0 none, 1 mean, 2 sum. `extra` is the beta of smooth_l1 or the label smoothing.
AMT_API Handle amt_loss(int32_t kind, Handle input, Handle target, Handle weight, Handle positive, int64_t reduction,
                        int64_t ignored, double extra) {
  return guarded([&]() -> at::Tensor {
    Borrowed x(input), y(target), w(weight), p(positive);
    switch (kind) {
      case 0: return at::mse_loss(*x, *y, reduction);
      case 1: return at::l1_loss(*x, *y, reduction);
      case 2: return at::smooth_l1_loss(*x, *y, reduction, extra);
      case 3: return at::cross_entropy_loss(*x, *y, maybe_tensor(*w), reduction, ignored, extra);
      case 4: return at::binary_cross_entropy(*x, *y, maybe_tensor(*w), reduction);
      case 5: return at::binary_cross_entropy_with_logits(*x, *y, maybe_tensor(*w), maybe_tensor(*p), reduction);
      case 6: return at::nll_loss(*x, *y, maybe_tensor(*w), reduction, ignored);
      case 7: return at::kl_div(*x, *y, reduction);
      case 8: return at::huber_loss(*x, *y, reduction, extra);
      default: TORCH_CHECK(false, "no such loss");
    }
  });
}

AMT_API Handle amt_layer_norm(Handle input, const int64_t* shape, int64_t count, Handle weight, Handle bias,
                              double epsilon) {
  return guarded([&] {
    return at::layer_norm(*Borrowed(input), longs(shape, count), maybe_tensor(*Borrowed(weight)),
                          maybe_tensor(*Borrowed(bias)), epsilon);
  });
}

AMT_API Handle amt_dropout(Handle input, double probability, int32_t training) {
  return guarded([&] { return at::dropout(*Borrowed(input), probability, training != 0); });
}

AMT_API Handle amt_gelu(Handle input, int32_t tanh_form) {
  return guarded([&] { return at::gelu(*Borrowed(input), tanh_form ? "tanh" : "none"); });
}

// A random matrix with orthonormal rows or columns (Saxe, McClelland and Ganguli 2014), drawn from the default
// generator.
AMT_API int32_t amt_orthogonal(Handle target, double gain) {
  return guarded_status([&] {
    c10::NoGradGuard guard;
    Borrowed tensor(target);
    TORCH_CHECK(tensor->dim() >= 2, "orthogonal_ takes a tensor of two dimensions or more, got ", tensor->sizes());
    int64_t rows = tensor->size(0);
    int64_t columns = tensor->numel() / rows;
    at::Tensor flat = at::randn({rows, columns}, tensor->options().requires_grad(false));
    if (rows < columns) flat = flat.t();
    std::tuple<at::Tensor, at::Tensor> factors = at::linalg_qr(flat);
    at::Tensor q = std::get<0>(factors).mul(std::get<1>(factors).diagonal().sign());
    if (rows < columns) q = q.t();
    tensor->view_as(q).copy_(q).mul_(gain);
  });
}
