// Element-wise operations, reductions and products. Each family is one C function and a table; the C# enums list
// the same names in the same order, which a test compares through amt_operation_name.
#include "abi.h"

#include <ATen/Functions.h>

using namespace amt;
using at::Tensor;
using c10::Scalar;

namespace {

template <class Function>
struct Entry {
  const char* name;
  Function function;
};

using UnaryFunction = Tensor (*)(const Tensor&);
const Entry<UnaryFunction> unary_table[] = {
    {"neg", [](const Tensor& a) { return a.neg(); }},
    {"abs", [](const Tensor& a) { return a.abs(); }},
    {"sign", [](const Tensor& a) { return a.sign(); }},
    {"exp", [](const Tensor& a) { return a.exp(); }},
    {"expm1", [](const Tensor& a) { return a.expm1(); }},
    {"log", [](const Tensor& a) { return a.log(); }},
    {"log1p", [](const Tensor& a) { return a.log1p(); }},
    {"log2", [](const Tensor& a) { return a.log2(); }},
    {"log10", [](const Tensor& a) { return a.log10(); }},
    {"sqrt", [](const Tensor& a) { return a.sqrt(); }},
    {"rsqrt", [](const Tensor& a) { return a.rsqrt(); }},
    {"square", [](const Tensor& a) { return a.square(); }},
    {"reciprocal", [](const Tensor& a) { return a.reciprocal(); }},
    {"sin", [](const Tensor& a) { return a.sin(); }},
    {"cos", [](const Tensor& a) { return a.cos(); }},
    {"tan", [](const Tensor& a) { return a.tan(); }},
    {"atan", [](const Tensor& a) { return a.atan(); }},
    {"tanh", [](const Tensor& a) { return a.tanh(); }},
    {"erf", [](const Tensor& a) { return a.erf(); }},
    {"floor", [](const Tensor& a) { return a.floor(); }},
    {"ceil", [](const Tensor& a) { return a.ceil(); }},
    {"round", [](const Tensor& a) { return a.round(); }},
    {"trunc", [](const Tensor& a) { return a.trunc(); }},
    {"sigmoid", [](const Tensor& a) { return a.sigmoid(); }},
    {"logit", [](const Tensor& a) { return a.logit(); }},
    {"log_sigmoid", [](const Tensor& a) { return at::log_sigmoid(a); }},
    {"relu", [](const Tensor& a) { return a.relu(); }},
    {"selu", [](const Tensor& a) { return at::selu(a); }},
    {"silu", [](const Tensor& a) { return at::silu(a); }},
    {"gelu", [](const Tensor& a) { return at::gelu(a); }},
    {"logical_not", [](const Tensor& a) { return a.logical_not(); }},
    {"bitwise_not", [](const Tensor& a) { return a.bitwise_not(); }},
    {"isnan", [](const Tensor& a) { return a.isnan(); }},
    {"isinf", [](const Tensor& a) { return a.isinf(); }},
    {"isfinite", [](const Tensor& a) { return a.isfinite(); }},
    {"sum", [](const Tensor& a) { return a.sum(); }},
    {"mean", [](const Tensor& a) { return a.mean(); }},
    {"prod", [](const Tensor& a) { return a.prod(); }},
    {"max", [](const Tensor& a) { return a.max(); }},
    {"min", [](const Tensor& a) { return a.min(); }},
    {"all", [](const Tensor& a) { return a.all(); }},
    {"any", [](const Tensor& a) { return a.any(); }},
    {"argmax", [](const Tensor& a) { return a.argmax(); }},
    {"argmin", [](const Tensor& a) { return a.argmin(); }},
    {"median", [](const Tensor& a) { return a.median(); }},
    {"norm", [](const Tensor& a) { return a.norm(); }},
    {"nonzero", [](const Tensor& a) { return a.nonzero(); }},
    {"squeeze", [](const Tensor& a) { return a.squeeze(); }},
    {"t", [](const Tensor& a) { return a.t(); }},
    {"clone", [](const Tensor& a) { return a.clone(); }},
    {"detach", [](const Tensor& a) { return a.detach(); }},
    {"contiguous", [](const Tensor& a) { return a.contiguous(); }},
    {"inverse", [](const Tensor& a) { return at::inverse(a); }},
    {"det", [](const Tensor& a) { return at::det(a); }},
    {"trace", [](const Tensor& a) { return a.trace(); }},
    {"diag", [](const Tensor& a) { return at::diag(a); }},
    {"zero_", [](const Tensor& a) { return a.zero_(); }},
    {"neg_", [](const Tensor& a) { return a.neg_(); }},
    {"abs_", [](const Tensor& a) { return a.abs_(); }},
    {"exp_", [](const Tensor& a) { return a.exp_(); }},
    {"log_", [](const Tensor& a) { return a.log_(); }},
    {"sqrt_", [](const Tensor& a) { return a.sqrt_(); }},
    {"square_", [](const Tensor& a) { return a.square_(); }},
    {"tanh_", [](const Tensor& a) { return a.tanh_(); }},
    {"sigmoid_", [](const Tensor& a) { return a.sigmoid_(); }},
    {"relu_", [](const Tensor& a) { return a.relu_(); }},
    {"selu_", [](const Tensor& a) { Tensor b = a; return at::selu_(b); }},
    {"silu_", [](const Tensor& a) { Tensor b = a; return at::silu_(b); }},
    {"floor_", [](const Tensor& a) { return a.floor_(); }},
    {"round_", [](const Tensor& a) { return a.round_(); }},
    {"detach_", [](const Tensor& a) { return a.detach_(); }},
};

using BinaryFunction = Tensor (*)(const Tensor&, const Tensor&);
const Entry<BinaryFunction> binary_table[] = {
    {"add", [](const Tensor& a, const Tensor& b) { return a.add(b); }},
    {"sub", [](const Tensor& a, const Tensor& b) { return a.sub(b); }},
    {"mul", [](const Tensor& a, const Tensor& b) { return a.mul(b); }},
    {"div", [](const Tensor& a, const Tensor& b) { return a.div(b); }},
    {"div_trunc", [](const Tensor& a, const Tensor& b) { return a.div(b, "trunc"); }},
    {"div_floor", [](const Tensor& a, const Tensor& b) { return a.div(b, "floor"); }},
    {"remainder", [](const Tensor& a, const Tensor& b) { return a.remainder(b); }},
    {"fmod", [](const Tensor& a, const Tensor& b) { return a.fmod(b); }},
    {"pow", [](const Tensor& a, const Tensor& b) { return a.pow(b); }},
    {"atan2", [](const Tensor& a, const Tensor& b) { return a.atan2(b); }},
    {"maximum", [](const Tensor& a, const Tensor& b) { return at::maximum(a, b); }},
    {"minimum", [](const Tensor& a, const Tensor& b) { return at::minimum(a, b); }},
    {"eq", [](const Tensor& a, const Tensor& b) { return a.eq(b); }},
    {"ne", [](const Tensor& a, const Tensor& b) { return a.ne(b); }},
    {"lt", [](const Tensor& a, const Tensor& b) { return a.lt(b); }},
    {"le", [](const Tensor& a, const Tensor& b) { return a.le(b); }},
    {"gt", [](const Tensor& a, const Tensor& b) { return a.gt(b); }},
    {"ge", [](const Tensor& a, const Tensor& b) { return a.ge(b); }},
    {"logical_and", [](const Tensor& a, const Tensor& b) { return a.logical_and(b); }},
    {"logical_or", [](const Tensor& a, const Tensor& b) { return a.logical_or(b); }},
    {"logical_xor", [](const Tensor& a, const Tensor& b) { return a.logical_xor(b); }},
    {"bitwise_and", [](const Tensor& a, const Tensor& b) { return a.bitwise_and(b); }},
    {"bitwise_or", [](const Tensor& a, const Tensor& b) { return a.bitwise_or(b); }},
    {"bitwise_xor", [](const Tensor& a, const Tensor& b) { return a.bitwise_xor(b); }},
    {"matmul", [](const Tensor& a, const Tensor& b) { return a.matmul(b); }},
    {"mm", [](const Tensor& a, const Tensor& b) { return a.mm(b); }},
    {"bmm", [](const Tensor& a, const Tensor& b) { return a.bmm(b); }},
    {"mv", [](const Tensor& a, const Tensor& b) { return a.mv(b); }},
    {"dot", [](const Tensor& a, const Tensor& b) { return a.dot(b); }},
    {"outer", [](const Tensor& a, const Tensor& b) { return a.outer(b); }},
    {"expand_as", [](const Tensor& a, const Tensor& b) { return a.expand_as(b); }},
    {"view_as", [](const Tensor& a, const Tensor& b) { return a.view_as(b); }},
    {"masked_select", [](const Tensor& a, const Tensor& b) { return a.masked_select(b); }},
    {"take", [](const Tensor& a, const Tensor& b) { return a.take(b); }},
    {"add_", [](const Tensor& a, const Tensor& b) { return a.add_(b); }},
    {"sub_", [](const Tensor& a, const Tensor& b) { return a.sub_(b); }},
    {"mul_", [](const Tensor& a, const Tensor& b) { return a.mul_(b); }},
    {"div_", [](const Tensor& a, const Tensor& b) { return a.div_(b); }},
    {"pow_", [](const Tensor& a, const Tensor& b) { return a.pow_(b); }},
    {"copy_", [](const Tensor& a, const Tensor& b) { return a.copy_(b); }},
    {"logical_and_", [](const Tensor& a, const Tensor& b) { return a.logical_and_(b); }},
    {"logical_or_", [](const Tensor& a, const Tensor& b) { return a.logical_or_(b); }},
};

using ScalarFunction = Tensor (*)(const Tensor&, const Scalar&);
const Entry<ScalarFunction> scalar_table[] = {
    {"add", [](const Tensor& a, const Scalar& s) { return a.add(s); }},
    {"sub", [](const Tensor& a, const Scalar& s) { return a.sub(s); }},
    {"rsub", [](const Tensor& a, const Scalar& s) { return at::rsub(a, s); }},
    {"mul", [](const Tensor& a, const Scalar& s) { return a.mul(s); }},
    {"div", [](const Tensor& a, const Scalar& s) { return a.div(s); }},
    {"div_trunc", [](const Tensor& a, const Scalar& s) { return a.div(s, "trunc"); }},
    {"div_floor", [](const Tensor& a, const Scalar& s) { return a.div(s, "floor"); }},
    {"rdiv", [](const Tensor& a, const Scalar& s) { return a.reciprocal().mul(s); }},
    {"remainder", [](const Tensor& a, const Scalar& s) { return a.remainder(s); }},
    {"fmod", [](const Tensor& a, const Scalar& s) { return a.fmod(s); }},
    {"pow", [](const Tensor& a, const Scalar& s) { return a.pow(s); }},
    {"rpow", [](const Tensor& a, const Scalar& s) { return at::pow(s, a); }},
    {"eq", [](const Tensor& a, const Scalar& s) { return a.eq(s); }},
    {"ne", [](const Tensor& a, const Scalar& s) { return a.ne(s); }},
    {"lt", [](const Tensor& a, const Scalar& s) { return a.lt(s); }},
    {"le", [](const Tensor& a, const Scalar& s) { return a.le(s); }},
    {"gt", [](const Tensor& a, const Scalar& s) { return a.gt(s); }},
    {"ge", [](const Tensor& a, const Scalar& s) { return a.ge(s); }},
    {"bitwise_and", [](const Tensor& a, const Scalar& s) { return a.bitwise_and(s); }},
    {"bitwise_or", [](const Tensor& a, const Scalar& s) { return a.bitwise_or(s); }},
    {"bitwise_xor", [](const Tensor& a, const Scalar& s) { return a.bitwise_xor(s); }},
    {"clamp_min", [](const Tensor& a, const Scalar& s) { return a.clamp_min(s); }},
    {"clamp_max", [](const Tensor& a, const Scalar& s) { return a.clamp_max(s); }},
    {"elu", [](const Tensor& a, const Scalar& s) { return at::elu(a, s); }},
    {"leaky_relu", [](const Tensor& a, const Scalar& s) { return at::leaky_relu(a, s); }},
    {"full_like", [](const Tensor& a, const Scalar& s) { return at::full_like(a, s); }},
    {"add_", [](const Tensor& a, const Scalar& s) { return a.add_(s); }},
    {"sub_", [](const Tensor& a, const Scalar& s) { return a.sub_(s); }},
    {"mul_", [](const Tensor& a, const Scalar& s) { return a.mul_(s); }},
    {"div_", [](const Tensor& a, const Scalar& s) { return a.div_(s); }},
    {"pow_", [](const Tensor& a, const Scalar& s) { return a.pow_(s); }},
    {"fill_", [](const Tensor& a, const Scalar& s) { return a.fill_(s); }},
    {"clamp_min_", [](const Tensor& a, const Scalar& s) { return a.clamp_min_(s); }},
    {"clamp_max_", [](const Tensor& a, const Scalar& s) { return a.clamp_max_(s); }},
};

// Two numbers serve: clamp's bounds, softplus's beta and threshold, the products' beta and alpha.
using TernaryFunction = Tensor (*)(const Tensor&, const Tensor&, const Tensor&, const Scalar&, const Scalar&);
#define TERNARY [](const Tensor& a, const Tensor& b, const Tensor& c, const Scalar& s, const Scalar& t) -> Tensor
const Entry<TernaryFunction> ternary_table[] = {
    {"add", TERNARY { return a.add(b, s); }},
    {"add_", TERNARY { return a.add_(b, s); }},
    {"sub", TERNARY { return a.sub(b, s); }},
    {"clamp", TERNARY { return a.clamp(s, t); }},
    {"clamp_", TERNARY { return a.clamp_(s, t); }},
    {"clamp_tensor", TERNARY { return at::clamp(a, maybe_tensor(b), maybe_tensor(c)); }},
    {"softplus", TERNARY { return at::softplus(a, s, t); }},
    {"where", TERNARY { return at::where(a, b, c); }},
    {"lerp", TERNARY { return c.defined() ? a.lerp(b, c) : a.lerp(b, s); }},
    {"lerp_", TERNARY { return c.defined() ? a.lerp_(b, c) : a.lerp_(b, s); }},
    {"addmm", TERNARY { return a.addmm(b, c, s, t); }},
    {"addmv", TERNARY { return a.addmv(b, c, s, t); }},
    {"baddbmm", TERNARY { return a.baddbmm(b, c, s, t); }},
    {"baddbmm_", TERNARY { return a.baddbmm_(b, c, s, t); }},
    {"addcmul", TERNARY { return a.addcmul(b, c, s); }},
    {"addcmul_", TERNARY { return a.addcmul_(b, c, s); }},
    {"addcdiv", TERNARY { return a.addcdiv(b, c, s); }},
    {"addcdiv_", TERNARY { return a.addcdiv_(b, c, s); }},
    {"linear", TERNARY { return at::linear(a, b, maybe_tensor(c)); }},
};

}  // namespace

AMT_API Handle amt_unary(int32_t operation, Handle a) {
  return guarded([&] { return unary_table[operation].function(Borrowed(a)); });
}

AMT_API Handle amt_binary(int32_t operation, Handle a, Handle b) {
  return guarded([&] { return binary_table[operation].function(Borrowed(a), Borrowed(b)); });
}

AMT_API Handle amt_scalar(int32_t operation, Handle a, Number number) {
  return guarded([&] { return scalar_table[operation].function(Borrowed(a), scalar(number)); });
}

AMT_API Handle amt_ternary(int32_t operation, Handle a, Handle b, Handle c, Number first, Number second) {
  return guarded([&] {
    return ternary_table[operation].function(Borrowed(a), Borrowed(b), Borrowed(c), scalar(first), scalar(second));
  });
}

// Family 0 is unary, 1 binary, 2 scalar, 3 ternary; null after the last one.
AMT_API const char* amt_operation_name(int32_t family, int32_t operation) {
  auto name = [operation](const auto& table) {
    return operation < static_cast<int32_t>(std::size(table)) ? table[operation].name : nullptr;
  };
  switch (family) {
    case 0: return name(unary_table);
    case 1: return name(binary_table);
    case 2: return name(scalar_table);
    case 3: return name(ternary_table);
    default: return nullptr;
  }
}
