// The Python module initlab._kernel: arrays in, arrays out. The caller has validated values
// and sizes; the arrays' shapes are checked here again, for a wrong one would read past an array.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <memory>

#include "binding.hpp"
#include "fleet.hpp"

namespace nb = nanobind;

namespace initlab {
namespace {

using In1 = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using In2 = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using In3 = nb::ndarray<const double, nb::ndim<3>, nb::c_contig, nb::device::cpu>;
using Seeds = nb::ndarray<const std::uint64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// A new NumPy array of zeros.
template <class T>
nb::ndarray<nb::numpy, T> zeros(std::vector<std::size_t> shape) {
  std::size_t size = 1;
  for (std::size_t n : shape) size *= n;
  T* data = new T[std::max<std::size_t>(size, 1)]();
  nb::capsule owner(data, [](void* p) noexcept { delete[] static_cast<T*>(p); });
  return nb::ndarray<nb::numpy, T>(data, shape.size(), shape.data(), owner);
}

// Columns padded with zeros to whole blocks, as the kernel reads them.
struct Padded {
  std::vector<double> inputs, targets;
  Examples view;

  void fill(const In2& x, const In2& y) {
    need(x.shape(1) == y.shape(1), "inputs and targets need as many columns");
    view.count = static_cast<int>(x.shape(1));
    view.stride = (view.count + 19) / 20 * 20;
    copy(x, inputs);
    copy(y, targets);
    view.inputs = inputs.data();
    view.targets = targets.data();
  }

  void copy(const In2& from, std::vector<double>& to) {
    const std::size_t stride = static_cast<std::size_t>(view.stride), count = from.shape(1);
    to.assign(std::max<std::size_t>(from.shape(0) * stride, 1), 0.0);
    for (std::size_t row = 0; row < from.shape(0); ++row)
      std::copy_n(from.data() + row * count, count, to.data() + row * stride);
  }
};

// A fleet with its arrays; what Python sees.
class PyFleet {
 public:
  PyFleet(int width, int per_group, std::vector<int> sizes, int activation, int loss, int optimizer, int batch,
          bool dual, bool decay, std::uint64_t stream_tag, In2 train_x, In2 train_y, In2 test_x,
          In2 test_y, In2 settings, Seeds seeds, In2 parameters, In3 offsets, In3 test_offsets,
          std::vector<long> records, long iterations)
      : parameters_(parameters), offsets_(offsets), test_offsets_(test_offsets) {
    need(sizes.size() >= 2 && sizes.size() <= MOST_LAYERS + 1, "too many layers");
    Problem problem{};
    problem.layers = static_cast<int>(sizes.size()) - 1;
    std::copy(sizes.begin(), sizes.end(), problem.sizes);
    problem.activation = activation;
    problem.loss = loss;
    problem.optimizer = optimizer;
    problem.batch = batch;
    problem.dual = dual;
    problem.decay = decay;
    problem.stream_tag = stream_tag;
    train_.fill(train_x, train_y);
    test_.fill(test_x, test_y);
    problem.train = train_.view;
    problem.test = test_.view;

    const std::size_t count = parameters.shape(0), first = static_cast<std::size_t>(sizes[1]);
    const std::size_t length = static_cast<std::size_t>(parameter_count(problem));
    const std::size_t examples = train_x.shape(1), tests = test_x.shape(1);
    const std::size_t inputs = static_cast<std::size_t>(sizes.front());
    const std::size_t outputs = static_cast<std::size_t>(sizes.back());
    need(count > 0 && examples > 0 && batch > 0, "nothing to train");
    need(per_group >= 1 && per_group <= width, "a group has at most as many networks as lanes");
    need(train_x.shape(0) == inputs && train_y.shape(0) == outputs, "training data do not fit");
    need(tests == 0 || (test_x.shape(0) == inputs && test_y.shape(0) == outputs),
         "test data do not fit");
    need(parameters.shape(1) == length, "parameters do not fit the sizes");
    need(settings.shape(0) == count && settings.shape(1) == 5 && seeds.shape(0) == count,
         "one row of settings and one seed per network");
    need(!dual || (offsets.shape(0) == count && offsets.shape(1) == first &&
                   offsets.shape(2) == examples && inputs == examples),
         "offsets do not fit");
    need(!dual || tests == 0 || (test_offsets.shape(0) == count && test_offsets.shape(1) == first &&
                                 test_offsets.shape(2) == tests),
         "test offsets do not fit");
    for (std::size_t r = 0; r < records.size(); ++r)
      need(records[r] >= 0 && records[r] <= iterations && (r == 0 || records[r] > records[r - 1]),
           "records ascend");

    std::vector<Network> networks(count);
    for (std::size_t k = 0; k < count; ++k) {
      const double* row = settings.data() + 5 * k;
      networks[k] = {row[0], row[1], row[2], row[3], row[4], seeds.data()[k],
                     parameters.data() + k * length,
                     dual ? offsets.data() + k * first * examples : nullptr,
                     dual && tests ? test_offsets.data() + k * first * tests : nullptr};
    }
    const std::size_t observed = static_cast<std::size_t>(observed_count(problem));
    history_ = zeros<double>({count, records.size(), observed});
    final_ = zeros<double>({count, observed});
    trained_ = zeros<double>({count, length});
    diverged_at_ = zeros<long>({count});
    diverged_layer_ = zeros<int>({count});
    finished_ = zeros<std::uint8_t>({count});
    Results results{history_.data(),     final_.data(),          trained_.data(),
                    diverged_at_.data(), diverged_layer_.data(),
                    reinterpret_cast<char*>(finished_.data())};
    fleet_ = std::make_unique<Fleet>(api_of(width), per_group, problem, std::move(networks),
                                     std::move(records), iterations, results);
  }

  void start(int threads) { fleet_->start(threads); }
  bool wait(double seconds) {
    nb::gil_scoped_release release;
    return fleet_->wait(seconds);
  }
  void stop() {
    nb::gil_scoped_release release;
    fleet_->stop();
  }
  long done() const { return fleet_->done(); }
  // Which networks are finished: what is 1 here is completely written.
  nb::ndarray<nb::numpy, std::uint8_t> finished() const {
    auto copy = zeros<std::uint8_t>({finished_.shape(0)});
    for (std::size_t k = 0; k < finished_.shape(0); ++k)
      copy.data()[k] = __atomic_load_n(finished_.data() + k, __ATOMIC_ACQUIRE);
    return copy;
  }

  nb::ndarray<nb::numpy, double> history_, final_, trained_;
  nb::ndarray<nb::numpy, long> diverged_at_;
  nb::ndarray<nb::numpy, int> diverged_layer_;
  nb::ndarray<nb::numpy, std::uint8_t> finished_;

 private:
  In2 parameters_;
  In3 offsets_, test_offsets_;
  Padded train_, test_;
  std::unique_ptr<Fleet> fleet_;  // last: it stops its threads before the arrays go
};

WideRows wide(const In2& x) {
  return {x.data(), static_cast<long>(x.shape(0)), static_cast<long>(x.shape(1))};
}

nb::ndarray<nb::numpy, double> gram(int width, In2 left, In2 right, int threads) {
  need(left.shape(0) == right.shape(0), "as many features on both sides");
  const WideRows a = wide(left), b = wide(right);
  const LaneApi& api = api_of(width);
  auto result = zeros<double>({left.shape(1), right.shape(1)});
  double* out = result.data();
  constexpr long rows = 5;
  in_parallel((a.count + rows - 1) / rows, threads, [&](long part) {
    api.gram(a, b, part * rows, std::min(a.count, (part + 1) * rows), out);
  });
  if (a.values == b.values)
    for (long e = 0; e < a.count; ++e)
      for (long f = 0; f < e; ++f) out[e * a.count + f] = out[f * a.count + e];
  return result;
}

nb::ndarray<nb::numpy, double> offsets(int width, In3 weights, In2 data, int threads) {
  need(weights.shape(2) == data.shape(0), "as many features in the weights as in the data");
  const WideRows x = wide(data);
  const LaneApi& api = api_of(width);
  const long networks = static_cast<long>(weights.shape(0));
  const long outputs = static_cast<long>(weights.shape(1));
  auto result = zeros<double>({weights.shape(0), weights.shape(1), data.shape(1)});
  double* out = result.data();
  const double* in = weights.data();
  in_parallel(networks, threads, [&](long k) {
    api.offsets(in + k * outputs * x.features, outputs, x, out + k * outputs * x.count);
  });
  return result;
}

nb::ndarray<nb::numpy, double> dual_weights(int width, In3 initial, In3 learned, In1 scales,
                                            In2 data, int threads) {
  const WideRows x = wide(data);
  const LaneApi& api = api_of(width);
  const long networks = static_cast<long>(initial.shape(0));
  const long outputs = static_cast<long>(initial.shape(1));
  need(initial.shape(2) == data.shape(0) && learned.shape(0) == initial.shape(0) &&
           learned.shape(1) == initial.shape(1) && learned.shape(2) == data.shape(1) &&
           scales.shape(0) == initial.shape(0),
       "weights do not fit the data");
  auto result = zeros<double>({initial.shape(0), initial.shape(1), initial.shape(2)});
  double* out = result.data();
  const double *w = initial.data(), *c = learned.data(), *s = scales.data();
  constexpr long slice = 4096;  // features
  const long slices = (x.features + slice - 1) / slice;
  in_parallel(networks * slices, threads, [&](long part) {
    const long k = part / slices, from = part % slices * slice;
    const DualLayer layer{w + k * outputs * x.features, c + k * outputs * x.count, s[k], outputs};
    api.weights(layer, x, from, std::min(x.features, from + slice), out + k * outputs * x.features);
  });
  return result;
}

}  // namespace

NB_MODULE(_kernel, m) {
  m.doc() = "The compiled engine; use it through initlab.engine.";
  m.attr("compiler") =
#if defined(__clang__)
      "clang " __clang_version__;
#else
      "g++ " __VERSION__;
#endif
  m.def("lane_widths", [] {
    std::vector<int> widths;
    for (const LaneApi* api : lane_apis()) widths.push_back(api->width);
    return widths;
  });
  m.attr("most_layers") = MOST_LAYERS;
  m.def("elementary", [](int width, int which, In1 x) {
    auto result = zeros<double>({x.shape(0)});
    api_of(width).elementary(which, x.data(), result.data(), static_cast<long>(x.shape(0)));
    return result;
  });
  m.def("gram", &gram, nb::arg("width"), nb::arg("left"), nb::arg("right"), nb::arg("threads"));
  m.def("offsets", &offsets, nb::arg("width"), nb::arg("weights"), nb::arg("data"),
        nb::arg("threads"));
  m.def("dual_weights", &dual_weights, nb::arg("width"), nb::arg("initial"), nb::arg("learned"),
        nb::arg("scales"), nb::arg("data"), nb::arg("threads"));
  bind_streams(m);
  nb::class_<PyFleet>(m, "Fleet")
      .def(nb::init<int, int, std::vector<int>, int, int, int, int, bool, bool, std::uint64_t, In2, In2,
                    In2, In2, In2, Seeds, In2, In3, In3, std::vector<long>, long>(),
           nb::kw_only(), nb::arg("width"), nb::arg("per_group"), nb::arg("sizes"), nb::arg("activation"),
           nb::arg("loss"), nb::arg("optimizer"), nb::arg("batch"), nb::arg("dual"),
           nb::arg("decay"), nb::arg("stream_tag"), nb::arg("train_x"), nb::arg("train_y"),
           nb::arg("test_x"), nb::arg("test_y"), nb::arg("settings"), nb::arg("seeds"),
           nb::arg("parameters"), nb::arg("offsets"), nb::arg("test_offsets"), nb::arg("records"),
           nb::arg("iterations"))
      .def("start", &PyFleet::start)
      .def("wait", &PyFleet::wait)
      .def("stop", &PyFleet::stop)
      .def_prop_ro("done", &PyFleet::done)
      .def_prop_ro("history", [](const PyFleet& f) { return f.history_; }, nb::rv_policy::automatic)
      .def_prop_ro("final", [](const PyFleet& f) { return f.final_; }, nb::rv_policy::automatic)
      .def_prop_ro("parameters", [](const PyFleet& f) { return f.trained_; }, nb::rv_policy::automatic)
      .def_prop_ro("diverged_at", [](const PyFleet& f) { return f.diverged_at_; }, nb::rv_policy::automatic)
      .def_prop_ro("diverged_layer", [](const PyFleet& f) { return f.diverged_layer_; }, nb::rv_policy::automatic)
      .def_prop_ro("finished", [](const PyFleet& f) { return f.finished(); },
                   nb::rv_policy::automatic);
}

}  // namespace initlab
