// Operations along dimensions, views, indexing, gather and scatter, sorting and searching.
#include "abi.h"

#include <ATen/Functions.h>
#include <ATen/TensorIndexing.h>

using namespace amt;
using at::Tensor;

namespace {

// In the order of the C# enum Along.
enum class Along { sum, mean, amax, amin, logsumexp, prod, all, any, argmax, argmin, softmax, log_softmax, cumsum,
                   cumprod, var, std, norm };

Tensor along(Along operation, const Tensor& a, at::IntArrayRef dims, bool keep, int32_t type, double extra) {
  Maybe<at::ScalarType> dtype = maybe_dtype(type);
  auto one = [&] {
    TORCH_CHECK(dims.size() == 1, "expected one dimension, got ", dims.size());
    return dims[0];
  };
  switch (operation) {
    case Along::sum: return at::sum(a, dims, keep, dtype);
    case Along::mean: return at::mean(a, dims, keep, dtype);
    case Along::amax: return at::amax(a, dims, keep);
    case Along::amin: return at::amin(a, dims, keep);
    case Along::logsumexp: return at::logsumexp(a, dims, keep);
    case Along::prod: return at::prod(a, one(), keep, dtype);
    case Along::all: return at::all(a, one(), keep);
    case Along::any: return at::any(a, one(), keep);
    case Along::argmax: return at::argmax(a, one(), keep);
    case Along::argmin: return at::argmin(a, one(), keep);
    case Along::softmax: return at::softmax(a, one(), dtype);
    case Along::log_softmax: return at::log_softmax(a, one(), dtype);
    case Along::cumsum: return at::cumsum(a, one(), dtype);
    case Along::cumprod: return at::cumprod(a, one(), dtype);
    case Along::var: return at::var(a, dims, extra != 0, keep);
    case Along::std: return at::std(a, dims, extra != 0, keep);
    case Along::norm: return at::norm(a, at::Scalar(extra), dims, keep);
  }
  TORCH_CHECK(false, "no such operation along dimensions");
}

// In the order of the C# enum Shaped: the numbers are the operation's own, dimensions first.
enum class Shaped { view, reshape, expand, permute, flip, repeat, tile, transpose, squeeze, unsqueeze, narrow, select,
                    slice, diagonal, triu, tril, roll, flatten, movedim, squeeze_, unsqueeze_, transpose_, unfold };

Tensor shaped(Shaped operation, const Tensor& a, at::IntArrayRef n) {
  switch (operation) {
    case Shaped::view: return a.view(n);
    case Shaped::reshape: return a.reshape(n);
    case Shaped::expand: return a.expand(n);
    case Shaped::permute: return a.permute(n);
    case Shaped::flip: return a.flip(n);
    case Shaped::repeat: return a.repeat(n);
    case Shaped::tile: return a.tile(n);
    case Shaped::transpose: return a.transpose(n.at(0), n.at(1));
    case Shaped::squeeze: return a.squeeze(n.at(0));
    case Shaped::unsqueeze: return a.unsqueeze(n.at(0));
    case Shaped::narrow: return a.narrow(n.at(0), n.at(1), n.at(2));
    case Shaped::select: return a.select(n.at(0), n.at(1));
    case Shaped::slice: return a.slice(n.at(0), n.at(1), n.at(2), n.at(3));
    case Shaped::diagonal: return a.diagonal(n.at(0), n.at(1), n.at(2));
    case Shaped::triu: return a.triu(n.at(0));
    case Shaped::tril: return a.tril(n.at(0));
    case Shaped::roll: return a.roll(n.at(0), n.at(1));
    case Shaped::flatten: return a.flatten(n.at(0), n.at(1));
    case Shaped::movedim: return a.movedim(n.at(0), n.at(1));
    case Shaped::squeeze_: return a.squeeze_(n.at(0));
    case Shaped::unsqueeze_: return a.unsqueeze_(n.at(0));
    case Shaped::transpose_: return a.transpose_(n.at(0), n.at(1));
    case Shaped::unfold: return a.unfold(n.at(0), n.at(1), n.at(2));
  }
  TORCH_CHECK(false, "no such operation on shapes");
}

// One place of an indexing expression as C# lays it out. Kinds: 0 none, 1 ellipsis, 2 integer, 3 bool, 4 slice
// (bit 0 of `given`: start, bit 1: stop), 5 tensor.
struct IndexItem {
  int64_t kind;
  int64_t start;
  int64_t stop;
  int64_t step;
  int64_t given;
  Handle tensor;
};

std::vector<at::indexing::TensorIndex> places(const IndexItem* items, int64_t count) {
  std::vector<at::indexing::TensorIndex> list;
  list.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; i++) {
    const IndexItem& item = items[i];
    switch (item.kind) {
      case 0: list.emplace_back(at::indexing::None); break;
      case 1: list.emplace_back(at::indexing::Ellipsis); break;
      case 2: list.emplace_back(item.start); break;
      case 3: list.emplace_back(item.start != 0); break;
      case 4: {
        // A slice's missing ends stand as the far ends of its direction, which libtorch clamps to the size.
        TORCH_CHECK(item.step > 0, "a slice's step must be positive, got ", item.step);
        int64_t start = (item.given & 1) ? item.start : 0;
        int64_t stop = (item.given & 2) ? item.stop : INT64_MAX;
        list.emplace_back(at::indexing::Slice(start, stop, item.step));
        break;
      }
      case 5: list.emplace_back(*Borrowed(item.tensor)); break;
      default: TORCH_CHECK(false, "no such kind of index: ", item.kind);
    }
  }
  return list;
}

}  // namespace

AMT_API Handle amt_along(int32_t operation, Handle a, const int64_t* dims, int64_t count, int32_t keep, int32_t dtype,
                         double extra) {
  return guarded([&] {
    return along(static_cast<Along>(operation), Borrowed(a), longs(dims, count), keep != 0, dtype, extra);
  });
}

AMT_API Handle amt_shaped(int32_t operation, Handle a, const int64_t* numbers, int64_t count) {
  return guarded([&] { return shaped(static_cast<Shaped>(operation), Borrowed(a), longs(numbers, count)); });
}

// Values and positions along one dimension: 0 max, 1 min, 2 sort (first flag descending, second stable),
// 3 topk (flags largest, sorted), 4 median.
AMT_API int32_t amt_pair(int32_t operation, Handle a, int64_t dim, int64_t k, int32_t first, int32_t second,
                         Handle* values, Handle* positions) {
  return guarded_status([&] {
    Borrowed tensor(a);
    std::tuple<Tensor, Tensor> pair;
    switch (operation) {
      case 0: pair = at::max(*tensor, dim, first != 0); break;
      case 1: pair = at::min(*tensor, dim, first != 0); break;
      case 2: pair = at::sort(*tensor, second != 0, dim, first != 0); break;
      case 3: pair = at::topk(*tensor, k, dim, first != 0, second != 0); break;
      case 4: pair = at::median(*tensor, dim, first != 0); break;
      default: TORCH_CHECK(false, "no such pair operation");
    }
    *values = give(std::move(std::get<0>(pair)));
    *positions = give(std::move(std::get<1>(pair)));
  });
}

AMT_API Handle amt_join(int32_t stack, const Handle* handles, int64_t count, int64_t dim) {
  return guarded([&] {
    std::vector<Tensor> list = tensors(handles, count);
    return stack ? at::stack(list, dim) : at::cat(list, dim);
  });
}

// Splits into at most `capacity` parts and says how many there were. Mode 0: parts of `size`; 1: `size` parts.
AMT_API int32_t amt_split(int32_t mode, Handle a, int64_t size, int64_t dim, Handle* parts, int64_t capacity,
                          int64_t* count) {
  return guarded_status([&] {
    std::vector<Tensor> list;
    if (mode == 0) {
      list = at::split(*Borrowed(a), size, dim);
    } else if (mode == 1) {
      list = at::chunk(*Borrowed(a), size, dim);
    } else {
      list = at::unbind(*Borrowed(a), dim);
    }
    TORCH_CHECK(static_cast<int64_t>(list.size()) <= capacity, list.size(), " parts, room for ", capacity);
    *count = static_cast<int64_t>(list.size());
    for (size_t i = 0; i < list.size(); i++) parts[i] = give(std::move(list[i]));
  });
}

AMT_API Handle amt_index(Handle a, const IndexItem* items, int64_t count) {
  return guarded([&] { return Borrowed(a)->index(places(items, count)); });
}

AMT_API int32_t amt_index_put(Handle a, const IndexItem* items, int64_t count, Handle value, int32_t accumulate) {
  return guarded_status([&] {
    Borrowed target(a);
    std::vector<at::indexing::TensorIndex> list = places(items, count);
    if (accumulate == 0) {
      target.get().index_put_(list, *Borrowed(value));
      return;
    }
    c10::List<Maybe<Tensor>> indices;
    for (int64_t i = 0; i < count; i++) {
      TORCH_CHECK(items[i].kind == 5, "index_put_ with accumulate takes tensors of positions only");
      indices.push_back(Maybe<Tensor>(*Borrowed(items[i].tensor)));
    }
    at::index_put_(target.get(), indices, *Borrowed(value), true);
  });
}

// Operations with a dimension and positions, in the order of the C# enum Gathered; a missing source is the null
// handle, and `number` then takes its place.
AMT_API Handle amt_gathered(int32_t operation, Handle a, int64_t dim, Handle index, Handle source, Number number) {
  return guarded([&]() -> Tensor {
    Borrowed t(a), i(index), s(source);
    // libtorch 1.13 reads a mask of another type as if it were bool.
    bool masked = operation == 9 || operation == 10;
    TORCH_CHECK(!masked || i->scalar_type() == at::kBool, "the mask is ", i->scalar_type(), ", expected Bool");
    switch (operation) {
      case 0: return at::gather(*t, dim, *i);
      case 1: return at::index_select(*t, dim, *i);
      case 2: return s->defined() ? at::scatter(*t, dim, *i, *s) : at::scatter(*t, dim, *i, scalar(number));
      case 3: return s->defined() ? t->scatter_(dim, *i, *s) : t->scatter_(dim, *i, scalar(number));
      case 4: return at::scatter_add(*t, dim, *i, *s);
      case 5: return t->scatter_add_(dim, *i, *s);
      case 6: return at::index_add(*t, dim, *i, *s);
      case 7: return t->index_add_(dim, *i, *s);
      case 8: return t->index_copy_(dim, *i, *s);
      case 9: return s->defined() ? at::masked_fill(*t, *i, *s) : at::masked_fill(*t, *i, scalar(number));
      case 10: return s->defined() ? t->masked_fill_(*i, *s) : t->masked_fill_(*i, scalar(number));
      case 11: return t->masked_scatter(*i, *s);
      case 12: return at::take_along_dim(*t, *i, dim);
      default: TORCH_CHECK(false, "no such operation with positions");
    }
  });
}

AMT_API Handle amt_searchsorted(Handle sorted, Handle values, int32_t right, int32_t narrow_result) {
  return guarded([&] {
    return at::searchsorted(*Borrowed(sorted), *Borrowed(values), narrow_result != 0, right != 0);
  });
}

AMT_API int32_t amt_allclose(Handle a, Handle b, double relative, double absolute, int32_t equal_nan,
                             int32_t* result) {
  return guarded_status([&] {
    *result = at::allclose(*Borrowed(a), *Borrowed(b), relative, absolute, equal_nan != 0);
  });
}

AMT_API int32_t amt_equal(Handle a, Handle b, int32_t* result) {
  return guarded_status([&] { *result = at::equal(*Borrowed(a), *Borrowed(b)); });
}

AMT_API Handle amt_one_hot(Handle a, int64_t classes) {
  return guarded([&] { return at::one_hot(*Borrowed(a), classes); });
}

AMT_API Handle amt_embedding(Handle weight, Handle indices, int64_t padding) {
  return guarded([&] { return at::embedding(*Borrowed(weight), *Borrowed(indices), padding); });
}

AMT_API Handle amt_bincount(Handle a, int64_t minimum) {
  return guarded([&] { return at::bincount(*Borrowed(a), {}, minimum); });
}
