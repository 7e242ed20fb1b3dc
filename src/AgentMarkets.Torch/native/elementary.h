// exp, log1p and the activations as straight-line code that a compiler turns into vector instructions. Included only
// by mlp_kernels.cpp, inside that file's own namespace per instruction set.
#pragma once

template <class T>
struct Bits;

template <>
struct Bits<float> {
  using Integer = int32_t;
  static constexpr float round_to_integer = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number
  static constexpr Integer one = 0x3f800000;
  static constexpr int shift = 23;
  static constexpr float ln2_high = 0.693145751953125f;  // few enough bits that n * ln2_high is exact
  static constexpr float ln2_low = 1.42860682030941723e-6f;
  static constexpr float smallest = -87.0f;
};

template <>
struct Bits<double> {
  using Integer = int64_t;
  static constexpr double round_to_integer = 6755399441055744.0;  // 1.5 * 2^52
  static constexpr Integer one = 0x3ff0000000000000;
  static constexpr int shift = 52;
  static constexpr double ln2_high = 0.6931471805582987;  // the first 38 bits of ln 2
  static constexpr double ln2_low = 1.6465949582897082e-12;
  static constexpr double smallest = -708.0;
};

// exp(x) as 2^n * exp(r), |r| <= ln(2)/2, with exp(r) - 1 by its Taylor series: r^8/8! < 6e-9 ends float's and
// r^14/14! < 5e-18 double's. Keeping exp(r) - 1 apart gives exp(x) - 1 without cancellation.
template <class T>
struct Exponential {
  T power;      // exp(x)
  T minus_one;  // exp(x) - 1
};

INLINE float series(float r) {
  float p = 1.0f / 5040.0f;
  p = p * r + 1.0f / 720.0f;
  p = p * r + 1.0f / 120.0f;
  p = p * r + 1.0f / 24.0f;
  p = p * r + 1.0f / 6.0f;
  p = p * r + 0.5f;
  return r + r * r * p;
}

INLINE double series(double r) {
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  return r + r * r * p;
}

// For x of at most 0, which needs no bound above.
template <class T>
INLINE Exponential<T> exponential_of_negative(T x) {
  using B = Bits<T>;
  x = x < B::smallest ? B::smallest : x;
  T shifted = x * T(1.44269504088896340736) + B::round_to_integer;
  T n = shifted - B::round_to_integer;
  T r = (x - n * B::ln2_high) - n * B::ln2_low;
  using Unsigned = std::make_unsigned_t<typename B::Integer>;
  Unsigned bits = (std_bit_cast<Unsigned>(shifted) << B::shift) + static_cast<Unsigned>(B::one);
  T scale = std_bit_cast<T>(bits);
  T p = series(r) * scale;
  return {p + scale, p + (scale - T(1))};
}

// log(1 + u) for 0 <= u <= 1 as 2 atanh(s), s = u / (2 + u) <= 1/3; the series ends below half a last place.
template <class T>
INLINE T log_one_plus(T u) {
  constexpr int last = sizeof(T) == 4 ? 17 : 35;
  T s = u / (T(2) + u);
  T q = s * s;
  T sum = T(1) / T(last);
#pragma GCC unroll 20
  for (int k = last - 2; k >= 1; k -= 2) sum = sum * q + T(1) / T(k);
  return T(2) * s * sum;
}

// An activation's value and, where asked for, its slope. NaN stays NaN.
template <class T>
struct Identity {
  static INLINE T apply(T z, T& slope) {
    slope = T(1);
    return z;
  }
};

template <class T>
struct Relu {
  static INLINE T apply(T z, T& slope) {
    slope = z <= T(0) ? T(0) : T(1);
    return z < T(0) ? T(0) : z;
  }
};

// Klambauer, Unterthiner, Mayr and Hochreiter (2017), equation 2.
template <class T>
struct Selu {
  static INLINE T apply(T z, T& slope) {
    constexpr T lambda = T(1.0507009873554804934193349852946);
    constexpr T alpha = T(1.6732632423543772848170429916717);
    Exponential<T> e = exponential_of_negative(z > T(0) ? T(0) : z);
    slope = z > T(0) ? lambda : (lambda * alpha) * e.power;
    return z > T(0) ? lambda * z : (lambda * alpha) * e.minus_one;
  }
};

template <class T>
INLINE T magnitude(T z) {
  return z < T(0) ? -z : z;
}

template <class T>
struct Sigmoid {
  static INLINE T apply(T z, T& slope) {
    T e = exponential_of_negative(-magnitude(z)).power;
    T large = T(1) / (T(1) + e);
    slope = e * large * large;
    return z < T(0) ? e * large : large;
  }
};

template <class T>
struct Silu {
  static INLINE T apply(T z, T& slope) {
    T e = exponential_of_negative(-magnitude(z)).power;
    T large = T(1) / (T(1) + e);
    T small = e * large;
    T s = z < T(0) ? small : large;
    T rest = z < T(0) ? large : small;
    slope = s * (T(1) + z * rest);
    return z * s;
  }
};

template <class T>
struct Tanh {
  static INLINE T apply(T z, T& slope) {
    T m = exponential_of_negative(T(-2) * magnitude(z)).minus_one;
    T t = -m / (T(2) + m);
    slope = T(1) - t * t;
    return z < T(0) ? -t : t;
  }
};

// log(1 + exp(z)), and z itself beyond 20 as in PyTorch's default threshold.
template <class T>
struct Softplus {
  static INLINE T apply(T z, T& slope) {
    T e = exponential_of_negative(-magnitude(z)).power;
    T large = T(1) / (T(1) + e);
    T value = (z < T(0) ? T(0) : z) + log_one_plus(e);
    slope = z > T(20) ? T(1) : (z < T(0) ? e * large : large);
    return z > T(20) ? z : value;
  }
};
