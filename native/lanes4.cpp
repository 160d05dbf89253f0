// The kernel with 4 lanes; compiled with the instruction set that has registers of that size.
#include "lane_api.hpp"

namespace initlab {
extern const LaneApi lanes4;
const LaneApi lanes4 = LaneFunctions<4>::api;
}  // namespace initlab
