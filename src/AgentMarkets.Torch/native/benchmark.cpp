// The cost of libtorch's own C++ calls, for comparison: reads "name repeats" lines, answers each with microseconds.
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

template <class Body>
double microseconds(int repeats, Body&& body) {
  auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < repeats; i++) body();
  std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  return spent.count() / repeats;
}

// One Adam step over a list of parameters with PyTorch's operations, one call each.
struct Adam {
  std::vector<at::Tensor> parameters, first, second;
  int64_t step_number = 0;

  void step(double rate) {
    c10::NoGradGuard guard;
    step_number++;
    double correction1 = 1 - std::pow(0.9, static_cast<double>(step_number));
    double root2 = std::sqrt(1 - std::pow(0.999, static_cast<double>(step_number)));
    for (size_t i = 0; i < parameters.size(); i++) {
      const at::Tensor& g = parameters[i].grad();
      if (first.size() <= i) {
        first.push_back(at::zeros_like(parameters[i]));
        second.push_back(at::zeros_like(parameters[i]));
      }
      first[i].mul_(0.9).add_(g, 0.1);
      second[i].mul_(0.999).addcmul_(g, g, 0.001);
      parameters[i].addcdiv_(first[i], (second[i].sqrt() / root2).add_(1e-8), -rate / correction1);
    }
  }
};

at::Tensor leaf(at::Tensor tensor) {
  return tensor.set_requires_grad(true);
}

using Body = std::function<void()>;

Body linear_step() {
  auto adam = std::make_shared<Adam>();
  adam->parameters = {leaf(at::randn({128, 128}).mul_(0.05)), leaf(at::zeros({128}))};
  at::Tensor x = at::randn({32, 128}), y = at::randn({32, 128});
  return [=] {
    for (at::Tensor& p : adam->parameters) p.mutable_grad().reset();
    at::Tensor loss = at::mse_loss(at::linear(x, adam->parameters[0], adam->parameters[1]), y);
    torch::autograd::backward({loss}, {});
    adam->step(1e-3);
  };
}

Body mlp_step() {
  auto adam = std::make_shared<Adam>();
  int64_t widths[] = {1, 10, 10, 1};
  for (int l = 0; l < 3; l++) {
    adam->parameters.push_back(leaf(at::randn({widths[l + 1], widths[l]}).mul_(0.3)));
    adam->parameters.push_back(leaf(at::zeros({widths[l + 1]})));
  }
  at::Tensor x = at::rand({32768, 1}), g = at::randn({32768, 1});
  return [=] {
    for (at::Tensor& p : adam->parameters) p.mutable_grad().reset();
    at::Tensor h = x;
    for (int l = 0; l < 3; l++) {
      h = at::linear(h, adam->parameters[2 * l], adam->parameters[2 * l + 1]);
      h = l < 2 ? at::selu(h) : h.relu();
    }
    torch::autograd::backward({h}, {g});
    adam->step(1e-3);
  };
}

}  // namespace

int main() {
  at::set_num_threads(1);
  at::manual_seed(1);
  at::Tensor a = at::randn({128}), b = at::randn({128});
  at::Tensor m = at::randn({128, 128}), n = at::randn({128, 128});
  at::Tensor keep;
  std::map<std::string, Body> steps{{"linear_step", linear_step()}, {"mlp_step", mlp_step()}};
  char name[32];
  int repeats;
  while (std::scanf("%31s %d", name, &repeats) == 2) {
    std::string which = name;
    // The small operations are timed without the indirection of a std::function.
    double spent = which == "add"       ? microseconds(repeats, [&] { keep = a.add(b); })
                   : which == "matmul"  ? microseconds(repeats, [&] { keep = m.matmul(n); })
                   : which == "sigmoid" ? microseconds(repeats, [&] { keep = a.sigmoid(); })
                   : which == "sum"     ? microseconds(repeats, [&] { keep = a.sum(); })
                                        : microseconds(repeats, steps.at(which));
    std::printf("%.6f\n", spent);
    std::fflush(stdout);
  }
  return 0;
}
