// The floating-point state of a thread, as the kernel needs it.
#pragma once

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace initlab {

// IEEE arithmetic for as long as it lives: another library may have set this thread to flush
// subnormal numbers to zero or to round differently.
class PlainFloats {
 public:
#if defined(__x86_64__)
  PlainFloats() : before_(_mm_getcsr()) { _mm_setcsr(0x1f80); }
  ~PlainFloats() { _mm_setcsr(before_); }

 private:
  unsigned int before_;
#elif defined(__aarch64__)
  PlainFloats() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" : : "r"(0UL));
  }
  ~PlainFloats() { asm volatile("msr fpcr, %0" : : "r"(before_)); }

 private:
  unsigned long before_;
#endif
};

}  // namespace initlab
