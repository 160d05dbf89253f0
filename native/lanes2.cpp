// The kernel with 2 lanes; compiled with the instruction set that has registers of that size.
#include "lane_api.hpp"

namespace initlab {
extern const LaneApi lanes2;
const LaneApi lanes2 = LaneFunctions<2>::api;
}  // namespace initlab
