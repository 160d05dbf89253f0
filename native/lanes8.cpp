// The kernel with 8 lanes; compiled with the instruction set that has registers of that size.
#include "lane_api.hpp"

namespace initlab {
extern const LaneApi lanes8;
const LaneApi lanes8 = LaneFunctions<8>::api;
}  // namespace initlab
