// Whole-network entry points: one call for the forward or backward pass of many small networks, one for an Adam step
// over all of them. CPU tensors go to the kernels, others (or on request) through libtorch's own operations.
#include "entry.h"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <torch/csrc/autograd/autograd.h>

#include <atomic>
#include <cmath>

using namespace amt;
using at::Tensor;

namespace {

std::atomic<int32_t> instruction_limit{2};

}  // namespace

int32_t amt::instruction_set() {
#ifdef AMT_X86
  static const bool fma = __builtin_cpu_supports("fma");
  static const int32_t best = !fma ? 0 : __builtin_cpu_supports("avx512f") ? 2 : __builtin_cpu_supports("avx2") ? 1 : 0;
  int32_t limit = instruction_limit.load(std::memory_order_relaxed);
  return best < limit ? best : limit;
#else
  return 0;
#endif
}

template <>
const Kernels<float>& amt::kernels<float>() {
#ifdef AMT_X86
  if (instruction_set() == 2) return kernels_float_avx512();
  if (instruction_set() == 1) return kernels_float_avx2();
#endif
  return kernels_float_baseline();
}

template <>
const Kernels<double>& amt::kernels<double>() {
#ifdef AMT_X86
  if (instruction_set() == 2) return kernels_double_avx512();
  if (instruction_set() == 1) return kernels_double_avx2();
#endif
  return kernels_double_baseline();
}

namespace {

// The common checks of both passes; gives the number of rows that count in each replica.
std::vector<int64_t> expect_network(const MlpShape& shape, const Tensor& parameters, const Tensor& input,
                                    const Tensor& rows) {
  expect_floats("parameters", parameters, 2);
  expect_floats("input", input, 3);
  int64_t replicas = parameters.size(0);
  int64_t count = parameter_count(shape);
  expect("parameters", parameters, {replicas, count}, parameters);
  expect("input", input, {replicas, input.size(1), shape.widths[0]}, parameters);
  std::vector<int64_t> counts(static_cast<size_t>(replicas), input.size(1));
  if (!rows.defined()) return counts;
  TORCH_CHECK(rows.scalar_type() == at::kLong, "rows is ", rows.scalar_type(), ", expected Long");
  TORCH_CHECK(rows.device().is_cpu(), "rows is on ", rows.device(), ", expected cpu");
  TORCH_CHECK(rows.sizes() == at::IntArrayRef({replicas}), "rows has shape ", rows.sizes(), ", expected [", replicas,
              "]");
  Tensor flat = rows.contiguous();
  for (int64_t r = 0; r < replicas; r++) {
    int64_t value = flat.data_ptr<int64_t>()[r];
    TORCH_CHECK(value >= 0 && value <= input.size(1), "rows[", r, "] is ", value, ", expected 0 to ", input.size(1));
    counts[static_cast<size_t>(r)] = value;
  }
  return counts;
}

Tensor layered(const MlpShape& shape, const Tensor& parameters, const Tensor& input) {
  Tensor x = input;
  int64_t offset = 0;
  int64_t replicas = parameters.size(0);
  for (int64_t l = 0; l < shape.layers; l++) {
    int64_t in = shape.widths[l], out = shape.widths[l + 1];
    Tensor weight = parameters.narrow(1, offset, in * out).view({replicas, out, in});
    Tensor bias = parameters.narrow(1, offset + in * out, out).unsqueeze(1);
    x = activated(l + 1 == shape.layers ? shape.output : shape.hidden, at::baddbmm(bias, x, weight.transpose(1, 2)));
    offset += (in + 1) * out;
  }
  return x;
}

// [R, B, 1]: whether a row counts.
Tensor counted(const Tensor& rows, const Tensor& input) {
  Tensor position = at::arange(input.size(1), input.options().dtype(at::kLong)).view({1, -1, 1});
  return position < rows.to(input.device()).view({-1, 1, 1});
}

template <class T>
void forward_on_cpu(const MlpShape& shape, const Tensor& parameters, const Tensor& input, Tensor& output,
                    const std::vector<int64_t>& counts) {
  Tensor p = parameters.contiguous(), x = input.contiguous();
  int64_t batch = input.size(1), in = shape.widths[0], out = shape.widths[shape.layers], count = p.size(1);
  const Kernels<T>& chosen = kernels<T>();
  MlpPass<T> pass{};
  pass.parameters = p.data_ptr<T>();
  pass.input = x.data_ptr<T>();
  pass.output = output.data_ptr<T>();
  for (int64_t rows : counts) {
    pass.rows = rows;
    chosen.forward(shape, pass);
    pass.parameters += count;
    pass.input += batch * in;
    pass.output += batch * out;
  }
  written(output);
}

template <class T>
void backward_on_cpu(const MlpShape& shape, const Tensor& parameters, const Tensor& input, const Tensor& gradient,
                     Tensor& result, const std::vector<int64_t>& counts) {
  Tensor p = parameters.contiguous(), x = input.contiguous(), g = gradient.contiguous();
  int64_t batch = input.size(1), in = shape.widths[0], out = shape.widths[shape.layers], count = p.size(1);
  const Kernels<T>& chosen = kernels<T>();
  MlpPass<T> pass{};
  pass.parameters = p.data_ptr<T>();
  pass.input = x.data_ptr<T>();
  pass.gradient = g.data_ptr<T>();
  pass.parameter_gradient = result.data_ptr<T>();
  for (int64_t rows : counts) {
    pass.rows = rows;
    chosen.backward(shape, pass);
    pass.parameters += count;
    pass.input += batch * in;
    pass.gradient += batch * out;
    pass.parameter_gradient += count;
  }
  written(result);
}

template <class T>
void adam_on_cpu(Tensor& parameters, const Tensor& gradient, Tensor& first, Tensor& second, const Tensor& rate,
                 AdamNumbers numbers, double correction1) {
  Tensor g = gradient.contiguous(), rates = rate.contiguous();
  int64_t replicas = parameters.size(0), count = parameters.size(1);
  const Kernels<T>& chosen = kernels<T>();
  const T* size = rates.data_ptr<T>();
  AdamArrays<T> arrays{parameters.data_ptr<T>(), g.data_ptr<T>(), first.data_ptr<T>(), second.data_ptr<T>(), 0};
  // Replicas of one rate are one stretch of memory, and a step of each number knows no other.
  for (int64_t r = 0, next; r < replicas; r = next) {
    for (next = r + 1; next < replicas && size[next] == size[r]; next++) {
    }
    numbers.size = static_cast<double>(size[r]) / correction1;
    arrays.count = (next - r) * count;
    chosen.adam(numbers, arrays);
    arrays.parameters += arrays.count;
    arrays.gradient += arrays.count;
    arrays.first += arrays.count;
    arrays.second += arrays.count;
  }
  written(parameters);
  written(first);
  written(second);
}

}  // namespace

// The widest instruction set used: 0 baseline, 1 AVX2, 2 AVX-512. For the test that all give the same bits.
AMT_API int32_t amt_limit_instructions(int32_t limit) {
  instruction_limit.store(limit);
  return instruction_set();
}

AMT_API int32_t amt_mlp_forward(const int64_t* widths, int64_t layers, int32_t hidden, int32_t output_activation,
                                Handle parameters, Handle input, Handle output, Handle rows,
                                int32_t through_libtorch) {
  return guarded_status([&] {
    MlpShape shape = shape_of(widths, layers, hidden, output_activation);
    Borrowed p(parameters), x(input), y(output), n(rows);
    std::vector<int64_t> counts = expect_network(shape, *p, *x, *n);
    expect_written("output", *y, {x->size(0), x->size(1), widths[layers]}, *p);
    c10::NoGradGuard guard;
    if (!hand_written(*p, through_libtorch)) {
      Tensor result = layered(shape, *p, *x);
      y.get().copy_(n->defined() ? at::where(counted(*n, *x), result, *y) : result);
    } else if (p->scalar_type() == at::kFloat) {
      forward_on_cpu<float>(shape, *p, *x, y.get(), counts);
    } else {
      forward_on_cpu<double>(shape, *p, *x, y.get(), counts);
    }
  });
}

AMT_API int32_t amt_mlp_backward(const int64_t* widths, int64_t layers, int32_t hidden, int32_t output_activation,
                                 Handle parameters, Handle input, Handle gradient, Handle parameter_gradient,
                                 Handle rows, int32_t through_libtorch) {
  return guarded_status([&] {
    MlpShape shape = shape_of(widths, layers, hidden, output_activation);
    Borrowed p(parameters), x(input), g(gradient), result(parameter_gradient), n(rows);
    std::vector<int64_t> counts = expect_network(shape, *p, *x, *n);
    expect("gradOutput", *g, {x->size(0), x->size(1), widths[layers]}, *p);
    expect_written("gradParameters", *result, {p->size(0), p->size(1)}, *p);
    if (!hand_written(*p, through_libtorch)) {
      c10::AutoGradMode recording(true);
      Tensor leaf = p->detach().requires_grad_();
      Tensor inside = x->detach(), outer = g->detach();
      if (n->defined()) {
        // A row that does not count may hold anything, NaN included, so it is replaced and not multiplied by zero.
        Tensor mask = counted(*n, *x);
        inside = at::where(mask, inside, at::zeros_like(inside));
        outer = at::where(mask, outer, at::zeros_like(outer));
      }
      std::vector<Tensor> found = torch::autograd::grad({layered(shape, leaf, inside)}, {leaf}, {outer});
      result.get().detach().copy_(found[0]);
      return;
    }
    c10::NoGradGuard guard;
    if (p->scalar_type() == at::kFloat) {
      backward_on_cpu<float>(shape, *p, *x, *g, result.get(), counts);
    } else {
      backward_on_cpu<double>(shape, *p, *x, *g, result.get(), counts);
    }
  });
}

AMT_API int32_t amt_adam_replicas(Handle parameters, Handle gradient, Handle first, Handle second, Handle rate,
                                  double beta1, double beta2, double epsilon, int64_t step,
                                  int32_t through_libtorch) {
  return guarded_status([&] {
    Borrowed p(parameters), g(gradient), m(first), v(second), lr(rate);
    expect_floats("parameters", *p, 2);
    at::IntArrayRef sizes = p->sizes();
    expect("gradient", *g, sizes, *p);
    expect("rate", *lr, {p->size(0)}, *p);
    TORCH_CHECK(step >= 1, "step is ", step, ", expected 1 or more");
    c10::NoGradGuard guard;
    expect_written("parameters", *p, sizes, *p);
    expect_written("first", *m, sizes, *p);
    expect_written("second", *v, sizes, *p);
    double correction1 = 1 - std::pow(beta1, static_cast<double>(step));
    double root2 = std::sqrt(1 - std::pow(beta2, static_cast<double>(step)));
    AdamNumbers numbers{0, beta1, beta2, epsilon, root2};
    if (!hand_written(*p, through_libtorch)) {
      m.get().mul_(beta1).add_(*g, 1 - beta1);
      v.get().mul_(beta2).addcmul_(*g, *g, 1 - beta2);
      Tensor denominator = (v->sqrt() / root2).add_(epsilon);
      Tensor size = (lr->to(at::kDouble) / -correction1).to(p->scalar_type()).unsqueeze(1);
      p.get().add_(size * *m / denominator);
    } else if (p->scalar_type() == at::kFloat) {
      adam_on_cpu<float>(p.get(), *g, m.get(), v.get(), *lr, numbers, correction1);
    } else {
      adam_on_cpu<double>(p.get(), *g, m.get(), v.get(), *lr, numbers, correction1);
    }
  });
}
