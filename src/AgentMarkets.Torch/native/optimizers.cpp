// One call for an optimiser's step over all its parameters. Parameters without a gradient are passed over, as in
// PyTorch; the moments of a parameter start at its first gradient.
#include "abi.h"
#include "mlp_kernels.h"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <cmath>

using namespace amt;
using at::Tensor;

namespace {

struct AdamSettings {
  double rate;
  double beta1;
  double beta2;
  double epsilon;
  double decay;
  int32_t amsgrad;
  int32_t maximize;
  int32_t decoupled;  // AdamW: the decay acts on the parameter itself (Loshchilov and Hutter 2019)
};

// The plain case on the CPU in one pass over memory; false where libtorch's operations must serve.
template <class T>
bool adam_kernel(Tensor& p, const Tensor& g, Tensor& m, Tensor& v, int64_t step, const AdamSettings& s) {
  bool plain = s.decay == 0 && !s.amsgrad && !s.maximize;
  if (!plain || p.scalar_type() != c10::CppTypeToScalarType<T>::value) return false;
  for (const Tensor* t : {&g, const_cast<const Tensor*>(&m), const_cast<const Tensor*>(&v)}) {
    if (t->scalar_type() != p.scalar_type() || !t->is_contiguous() || t->sizes() != p.sizes()) return false;
  }
  if (!p.device().is_cpu() || !p.is_contiguous() || g.layout() != at::kStrided) return false;
  AdamNumbers numbers{s.rate / (1 - std::pow(s.beta1, static_cast<double>(step))), s.beta1, s.beta2, s.epsilon,
                      std::sqrt(1 - std::pow(s.beta2, static_cast<double>(step)))};
  kernels<T>().adam(numbers, {p.data_ptr<T>(), g.data_ptr<T>(), m.data_ptr<T>(), v.data_ptr<T>(), p.numel()});
  p.unsafeGetTensorImpl()->bump_version();
  return true;
}

void adam_one(Tensor& p, const Tensor& gradient, Tensor& m, Tensor& v, Tensor& largest, int64_t step,
              const AdamSettings& s) {
  if (adam_kernel<float>(p, gradient, m, v, step, s) || adam_kernel<double>(p, gradient, m, v, step, s)) return;
  double correction1 = 1 - std::pow(s.beta1, static_cast<double>(step));
  double root2 = std::sqrt(1 - std::pow(s.beta2, static_cast<double>(step)));
  Tensor g = s.maximize ? gradient.neg() : gradient;
  if (s.decay != 0) {
    if (s.decoupled) {
      p.mul_(1 - s.rate * s.decay);
    } else {
      g = g.add(p, s.decay);
    }
  }
  m.mul_(s.beta1).add_(g, 1 - s.beta1);
  v.mul_(s.beta2).addcmul_(g, g, 1 - s.beta2);
  if (s.amsgrad) at::maximum_out(largest, largest, v);
  Tensor denominator = ((s.amsgrad ? largest : v).sqrt() / root2).add_(s.epsilon);
  p.addcdiv_(m, denominator, -s.rate / correction1);
}

}  // namespace

// `steps`, `first`, `second` and `largest` are the optimiser's state, kept by the caller between calls; a null handle
// in `first` asks for fresh moments.
AMT_API int32_t amt_adam(const Handle* parameters, int64_t count, Handle* first, Handle* second, Handle* largest,
                         int64_t* steps, const AdamSettings* settings) {
  return guarded_status([&] {
    c10::NoGradGuard guard;
    for (int64_t i = 0; i < count; i++) {
      Borrowed p(parameters[i]);
      const Tensor& gradient = p->grad();
      if (!gradient.defined()) continue;
      if (first[i] == nullptr) {
        first[i] = give(at::zeros_like(*p));
        second[i] = give(at::zeros_like(*p));
        if (settings->amsgrad) largest[i] = give(at::zeros_like(*p));
      }
      Borrowed m(first[i]), v(second[i]), l(settings->amsgrad ? largest[i] : nullptr);
      adam_one(p.get(), gradient, m.get(), v.get(), l.get(), ++steps[i], *settings);
    }
  });
}

AMT_API int32_t amt_sgd(const Handle* parameters, int64_t count, Handle* velocities, double rate, double momentum,
                        double dampening, double decay, int32_t nesterov, int32_t maximize) {
  return guarded_status([&] {
    c10::NoGradGuard guard;
    for (int64_t i = 0; i < count; i++) {
      Borrowed p(parameters[i]);
      Tensor g = p->grad();
      if (!g.defined()) continue;
      if (maximize) g = g.neg();
      if (decay != 0) g = g.add(*p, decay);
      if (momentum != 0) {
        if (velocities[i] == nullptr) {
          velocities[i] = give(g.detach().clone());
        } else {
          Borrowed velocity(velocities[i]);
          velocity.get().mul_(momentum).add_(g, 1 - dampening);
        }
        Borrowed velocity(velocities[i]);
        g = nesterov ? g.add(*velocity, momentum) : *velocity;
      }
      p.get().add_(g, -rate);
    }
  });
}
