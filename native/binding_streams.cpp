// Filling of tensors, in the Python module; initlab.streams.fill has validated the values.
#include <nanobind/ndarray.h>
#include <nanobind/stl/array.h>

#include <algorithm>
#include <array>

#include "binding.hpp"

namespace nb = nanobind;

namespace initlab {
namespace {

using Bytes = nb::ndarray<std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Pair = std::array<double, 2>;

constexpr long ELEMENTS_AT_ONCE = 1 << 15;  // for a thread, between two looks for Ctrl-C

void fill(int width, Bytes out, int format, int unit, std::uint64_t seed, std::uint64_t tag,
          std::uint64_t start, std::uint64_t run, std::uint64_t stride, double scale, Pair centres,
          Pair lows, Pair highs, int threads) {
  need(format >= 0 && format < FORMATS && unit >= 0 && unit < UNITS && run > 0 && threads > 0,
       "no such filling");
  const long count = static_cast<long>(out.shape(0)) / format_bytes(format);
  Filling f{seed, tag, start, run, stride, unit, format, scale, {}, {}, {}};
  for (int part = 0; part < 2; ++part) {
    f.centre[part] = centres[part];
    f.low[part] = lows[part];
    f.high[part] = highs[part];
  }
  const LaneApi& api = api_of(width);
  std::uint8_t* to = out.data();
  in_parallel((count + ELEMENTS_AT_ONCE - 1) / ELEMENTS_AT_ONCE, threads, [&](long part) {
    const long from = part * ELEMENTS_AT_ONCE;
    api.fill(f, from, std::min(count, from + ELEMENTS_AT_ONCE), to);
  });
}

}  // namespace

void bind_streams(nb::module_& m) {
  m.def("fill", &fill, nb::kw_only(), nb::arg("width"), nb::arg("out"), nb::arg("format"),
        nb::arg("unit"), nb::arg("seed"), nb::arg("tag"), nb::arg("start"), nb::arg("run"),
        nb::arg("stride"), nb::arg("scale"), nb::arg("centres"), nb::arg("lows"),
        nb::arg("highs"), nb::arg("threads"));
}

}  // namespace initlab
