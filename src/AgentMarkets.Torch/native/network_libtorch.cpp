// A wide network's passes by libtorch's operations, for devices without kernels: see network.h.
#include "network.h"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

using namespace amt;
using at::Tensor;

namespace {

// The activations' derivatives at z, as in elementary.h.
Tensor slope(Activation activation, const Tensor& z) {
  switch (activation) {
    case Activation::identity: return at::ones_like(z);
    case Activation::relu: return z.le(0).logical_not().to(z.scalar_type());
    case Activation::selu: {
      constexpr double lambda = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717;
      return z.clamp_max(0).exp().mul_(lambda * alpha).masked_fill_(z.gt(0), lambda);
    }
    case Activation::silu: return z.sigmoid().mul_(at::sigmoid(-z).mul_(z).add_(1));
    case Activation::tanh: return 1 - z.tanh().square();
    case Activation::sigmoid: return z.sigmoid().mul_(at::sigmoid(-z));
    case Activation::softplus: return z.sigmoid().masked_fill_(z.gt(20), 1);
  }
  TORCH_CHECK(false, "no such activation: ", static_cast<int32_t>(activation));
}

// One layer's weight [out, in] and bias [out] in the flat row.
struct Layer {
  Tensor weight, bias;

  Layer(const MlpShape& shape, const Tensor& row, int64_t layer) {
    int64_t offset = 0;
    for (int64_t l = 0; l < layer; l++) offset += (shape.widths[l] + 1) * shape.widths[l + 1];
    int64_t in = shape.widths[layer], out = shape.widths[layer + 1];
    weight = row.narrow(1, offset, in * out).view({out, in});
    bias = row.narrow(1, offset + in * out, out).view({out});
  }
};

}  // namespace

Tensor amt::network_forward(const MlpShape& shape, const Tensor& parameters, const Tensor& input, const Tensor& goods,
                            Trace* trace) {
  if (trace != nullptr) {
    trace->values.clear();
    trace->slopes.clear();
  }
  Tensor x = input;
  for (int64_t l = 0; l < shape.layers; l++) {
    Layer layer(shape, parameters, l);
    Tensor z;
    if (l == 0 && goods.defined()) {
      // W_b b + W_g g, added for each pair: the concatenation is never made.
      int64_t d = goods.size(1);
      Tensor buyer = at::addmm(layer.bias, input, layer.weight.narrow(1, 0, d).t());
      Tensor good = at::mm(goods, layer.weight.narrow(1, d, d).t());
      z = (buyer.unsqueeze(1) + good.unsqueeze(0)).view({-1, shape.widths[1]});
    } else {
      z = at::addmm(layer.bias, x, layer.weight.t());
    }
    Activation activation = l + 1 == shape.layers ? shape.output : shape.hidden;
    if (trace != nullptr) {
      trace->values.push_back(x);
      trace->slopes.push_back(slope(activation, z));
    }
    x = activated(activation, z);
  }
  return x;
}

void amt::network_backward(const Trace& trace, const Tensor& gradient, Tensor& parameter_gradient) {
  MlpShape shape = trace.shape();
  Tensor g = gradient;
  for (int64_t l = shape.layers - 1; l >= 0; l--) {
    Layer layer(shape, trace.parameters, l), result(shape, parameter_gradient, l);
    g = g * trace.slopes[static_cast<size_t>(l)];
    result.bias.copy_(g.sum(0));
    if (l > 0 || !trace.goods.defined()) {
      result.weight.copy_(at::mm(g.t(), trace.values[static_cast<size_t>(l)]));
    } else {
      int64_t d = trace.goods.size(1);
      Tensor pairs = g.view({trace.input.size(0), trace.goods.size(0), shape.widths[1]});
      result.weight.narrow(1, 0, d).copy_(at::mm(pairs.sum(1).t(), trace.input));
      result.weight.narrow(1, d, d).copy_(at::mm(pairs.sum(0).t(), trace.goods));
    }
    if (l > 0) g = at::mm(g, layer.weight);
  }
}
