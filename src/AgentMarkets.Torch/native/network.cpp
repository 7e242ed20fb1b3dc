// Entry points for one wide network over many rows: a tower on rows, or a network on all pairs of a buyer and a good.
// CPU tensors go to the kernels, others (or on request) through libtorch's own operations.
#include "network.h"

#include "network_kernels.h"

#include <algorithm>
#include <new>

using namespace amt;
using at::Tensor;

namespace {

// Rows of a block through libtorch where no trace is asked for, so that memory is bounded.
constexpr int64_t rows_at_once = 1 << 16;

const NetworkKernels<float>& networks(float) {
#ifdef AMT_X86
  if (instruction_set() == 2) return networks_float_avx512();
  if (instruction_set() == 1) return networks_float_avx2();
#endif
  return networks_float_baseline();
}

const NetworkKernels<double>& networks(double) {
#ifdef AMT_X86
  if (instruction_set() == 2) return networks_double_avx512();
  if (instruction_set() == 1) return networks_double_avx2();
#endif
  return networks_double_baseline();
}

// The checks of the forward pass.
void expect_network(const MlpShape& shape, const Tensor& parameters, const Tensor& input, const Tensor& goods,
                    const Tensor& output) {
  const char* name = goods.defined() ? "buyers" : "input";
  expect_floats("parameters", parameters, 2);
  expect("parameters", parameters, {1, parameter_count(shape)}, parameters);
  expect_floats(name, input, 2);
  int64_t first = shape.widths[0], last = shape.widths[shape.layers];
  if (!goods.defined()) {
    expect(name, input, {input.size(0), first}, parameters);
    expect_written("output", output, {input.size(0), last}, parameters);
    return;
  }
  expect_floats("goods", goods, 2);
  TORCH_CHECK(first % 2 == 0, "the first width is ", first, ", expected twice the width of a buyer's row");
  TORCH_CHECK(last == 1, "the last width is ", last, ", expected 1: a pair has one output");
  TORCH_CHECK(goods.size(0) >= 1, "goods has shape ", goods.sizes(), ", expected at least one row");
  expect(name, input, {input.size(0), first / 2}, parameters);
  expect("goods", goods, {goods.size(0), first / 2}, parameters);
  expect_written("output", output, {input.size(0), goods.size(0)}, parameters);
}

template <class T>
void forward_on_cpu(const MlpShape& shape, const Tensor& parameters, const Tensor& input, const Tensor& goods,
                    Tensor& output, Trace* trace) {
  NetworkPass<T> pass{};
  pass.parameters = parameters.data_ptr<T>();
  pass.input = input.data_ptr<T>();
  pass.goods = goods.defined() ? goods.data_ptr<T>() : nullptr;
  pass.good_count = goods.defined() ? goods.size(0) : 1;
  pass.rows = input.size(0) * pass.good_count;
  pass.output = output.data_ptr<T>();
  if (trace != nullptr) {
    int64_t size = trace_size(shape, pass.rows);
    Tensor& memory = trace->memory;
    if (!memory.defined() || memory.numel() < size || memory.scalar_type() != output.scalar_type()) {
      memory = at::empty({size}, output.options());
    }
    pass.trace = memory.data_ptr<T>();
  }
  networks(T()).forward(shape, pass);
  written(output);
}

template <class T>
void backward_on_cpu(const Trace& trace, const Tensor& gradient, Tensor& result) {
  NetworkPass<T> pass{};
  pass.parameters = trace.parameters.data_ptr<T>();
  pass.input = trace.input.data_ptr<T>();
  pass.goods = trace.goods.defined() ? trace.goods.data_ptr<T>() : nullptr;
  pass.good_count = trace.goods.defined() ? trace.goods.size(0) : 1;
  pass.rows = trace.rows;
  pass.trace = trace.memory.data_ptr<T>();
  pass.gradient = gradient.data_ptr<T>();
  pass.parameter_gradient = result.data_ptr<T>();
  networks(T()).backward(trace.shape(), pass);
  written(result);
}

void forward_by_libtorch(const MlpShape& shape, const Tensor& parameters, const Tensor& input, const Tensor& goods,
                         Tensor& output, Trace* trace) {
  if (trace != nullptr) {
    output.copy_(network_forward(shape, parameters, input, goods, trace).view(output.sizes()));
    return;
  }
  int64_t at_once = goods.defined() ? std::max<int64_t>(1, rows_at_once / goods.size(0)) : rows_at_once;
  for (int64_t start = 0; start < input.size(0); start += at_once) {
    int64_t count = std::min(at_once, input.size(0) - start);
    Tensor part = output.narrow(0, start, count);
    part.copy_(network_forward(shape, parameters, input.narrow(0, start, count), goods, nullptr).view(part.sizes()));
  }
}

int64_t version(const Tensor& tensor) {
  return tensor.is_inference() ? 0 : tensor._version();
}

}  // namespace

AMT_API Trace* amt_trace_new() {
  return new (std::nothrow) Trace();
}

AMT_API void amt_trace_delete(Trace* trace) {
  delete trace;
}

// `goods` is null for a tower, `trace` where no backward pass follows.
AMT_API int32_t amt_network_forward(const int64_t* widths, int64_t layers, int32_t hidden, int32_t output_activation,
                                    Handle parameters, Handle input, Handle goods, Handle output, Trace* trace,
                                    int32_t through_libtorch) {
  return guarded_status([&] {
    if (trace != nullptr) trace->complete = false;
    MlpShape shape = shape_of(widths, layers, hidden, output_activation);
    Borrowed p(parameters), x(input), g(goods), y(output);
    expect_network(shape, *p, *x, *g, *y);
    c10::NoGradGuard guard;
    Tensor row = p->detach().contiguous(), in = x->detach().contiguous();
    Tensor other = g->defined() ? g->detach().contiguous() : Tensor();
    if (!hand_written(*p, through_libtorch)) {
      forward_by_libtorch(shape, row, in, other, y.get(), trace);
    } else if (p->scalar_type() == at::kFloat) {
      forward_on_cpu<float>(shape, row, in, other, y.get(), trace);
    } else {
      forward_on_cpu<double>(shape, row, in, other, y.get(), trace);
    }
    if (trace == nullptr) return;
    trace->widths.assign(widths, widths + layers + 1);
    trace->hidden = shape.hidden;
    trace->output = shape.output;
    trace->parameters = row;
    trace->input = in;
    trace->goods = other;
    trace->parameter_version = version(row);
    trace->rows = y->numel() / widths[layers];
    trace->by_kernels = hand_written(*p, through_libtorch);
    trace->complete = true;
  });
}

AMT_API int32_t amt_network_backward(const Trace* trace, Handle gradient, Handle parameter_gradient) {
  return guarded_status([&] {
    TORCH_CHECK(trace->complete, "the trace holds no forward pass: run TowerForward or PairForward with it first");
    const Tensor& p = trace->parameters;
    Borrowed g(gradient), result(parameter_gradient);
    int64_t rows = trace->input.size(0);
    expect("gradOutput", *g, {rows, trace->goods.defined() ? trace->goods.size(0) : trace->widths.back()}, p);
    expect_written("gradParameters", *result, p.sizes(), p);
    TORCH_CHECK(version(p) == trace->parameter_version,
                "the parameters changed since the forward pass: run it again before Backward");
    c10::NoGradGuard guard;
    Tensor outer = g->detach().contiguous();
    if (!trace->by_kernels) {
      network_backward(*trace, outer.view({trace->rows, trace->widths.back()}), result.get());
    } else if (p.scalar_type() == at::kFloat) {
      backward_on_cpu<float>(*trace, outer, result.get());
    } else {
      backward_on_cpu<double>(*trace, outer, result.get());
    }
  });
}
