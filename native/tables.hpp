// Made by tools/write_tables.py from src/initlab/elementary.py and activations/.
#pragma once

namespace initlab {

constexpr double INVERSE_LN2 = 0x1.71547652b82fep+0;
constexpr double LN2_HIGH = 0x1.62e42fefa3800p-1;
constexpr double LN2_LOW = 0x1.ef35793c76730p-45;
constexpr double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
constexpr double HALF_PI_HIGH = 0x1.921fb54400000p+0;
constexpr double HALF_PI_MIDDLE = 0x1.0b4611a600000p-34;
constexpr double HALF_PI_LOW = 0x1.3198a2e037073p-69;
constexpr double HALF_PI = 0x1.921fb54442d18p+0;
constexpr double SIN_LIMIT = 0x1.0000000000000p+20;
constexpr double ROUNDER = 0x1.8000000000000p+52;
constexpr double EXP_MAX = 0x1.62e42fefa39efp+9;
constexpr double EXP_MIN = -0x1.74910d52d3052p+9;
constexpr double TANH_MAX = 0x1.6000000000000p+4;
constexpr double ERF_MAX = 0x1.8000000000000p+2;
constexpr double ERF_CENTRE = 0x1.3988e1409212ep+1;
constexpr double ARCTAN_MIDDLE = 0x1.a827999fcef32p-2;
constexpr double ARCTAN_LARGE = 0x1.3504f333f9de6p+1;
constexpr double ARCTAN_LIMIT = 0x1.921fb54442d18p+0;
constexpr double ARCTAN_LIMIT_LOW = 0x1.1a62633145c07p-54;
constexpr double LEAK = 0x1.47ae147ae147bp-7;
constexpr double SELU_SCALE = 0x1.0cfabd6a91132p+0;
constexpr double SELU_ALPHA = 0x1.ac5afad782cf1p+0;
constexpr double SELU_SCALE_ALPHA = 0x1.c212cc640f030p+0;
constexpr double SQRT_HALF = 0x1.6a09e667f3bcdp-1;
constexpr double INVERSE_SQRT_2PI = 0x1.9884533d43651p-2;
constexpr double SQRT_2_OVER_PI = 0x1.9884533d43651p-1;
constexpr double MISH_MAX = 0x1.4000000000000p+5;
constexpr double GELU_TANH_MAX = 0x1.4000000000000p+5;
constexpr double QUICK_GELU_RATE = 0x1.b3b645a1cac08p+0;
constexpr double TANHEXP_MAX = 0x1.0000000000000p+2;
constexpr double TWO_OVER_SQRT_PI = 0x1.20dd750429b6dp+0;
constexpr double LN2 = 0x1.62e42fefa39efp-1;
constexpr double SHRINKAGE = 0x1.0000000000000p-1;
constexpr double LECUN_SCALE = 0x1.b74538ef34d6ap+0;
constexpr double LECUN_RATE = 0x1.5555555555555p-1;
constexpr double LECUN_SLOPE = 0x1.24d8d09f788f1p+0;
constexpr double PENALTY = 0x1.0000000000000p-2;
constexpr double HYPOTENUSE_MAX = 0x1.0000000000000p+30;

constexpr double EXP[] = {
    0x1.0000000000001p-1,
    0x1.5555555555556p-3,
    0x1.5555555553d65p-5,
    0x1.1111111110943p-7,
    0x1.6c16c1788aea7p-10,
    0x1.a01a01a8015b7p-13,
    0x1.a019b910c9aaep-16,
    0x1.71de0cec94b87p-19,
    0x1.2891811310236p-22,
    0x1.af3a3c5fdf92dp-26};

constexpr double LOG[] = {
    0x1.5555555555558p-1,
    0x1.99999999952e2p-2,
    0x1.2492492df148dp-2,
    0x1.c71c62e5800a1p-3,
    0x1.7462b4ab2ef6bp-3,
    0x1.39fe606542ddep-3,
    0x1.2b584aae78a57p-3};

constexpr double ERF_SMALL[] = {
    0x1.06eba8214db69p-3,
    -0x1.812746b0379e6p-2,
    0x1.ce2f21a042b30p-4,
    -0x1.b82ce31284e00p-6,
    0x1.565bcd0dbaa38p-8,
    -0x1.c02db3dac435fp-11,
    0x1.f9a321d5b8e1ep-14,
    -0x1.f4d1e3183f7aep-17,
    0x1.b9df224ca4b97p-20,
    -0x1.5f1ecb6f0764cp-23,
    0x1.f7b4bf3b13964p-27,
    -0x1.389d4f2641625p-30,
    0x1.05ffd737fb32ep-34};

constexpr double ERF_LARGE[] = {
    0x1.b78e03995218ep-3,
    -0x1.81eb530c3ad8fp-2,
    0x1.01b4f390dc2e5p-2,
    -0x1.f17706b409a85p-4,
    0x1.296fababc2a26p-5,
    -0x1.29648c66e4dd1p-9,
    -0x1.7688860ac3b18p-9,
    0x1.676b652617d6ep-11,
    0x1.354e0ee24034cp-12,
    -0x1.b111d264508edp-14,
    -0x1.87b682b18624bp-15,
    0x1.c1eae7c571d53p-17,
    0x1.3f5fd4ab3d415p-17,
    -0x1.0a0f60a0f3967p-20,
    -0x1.de3869786731ap-20,
    -0x1.617860a023dffp-23};

constexpr double SIN[] = {
    -0x1.5555555555555p-3,
    0x1.1111111110bb2p-7,
    -0x1.a01a019e83aaep-13,
    0x1.71de37968a100p-19,
    -0x1.ae600b02b6262p-26,
    0x1.5e0b19f8b1451p-33};

constexpr double COS[] = {
    0x1.5555555555555p-5,
    -0x1.6c16c16c16967p-10,
    0x1.a01a019f4eb01p-16,
    -0x1.27e4fa17da09ep-22,
    0x1.1eeb68e93b64cp-29,
    -0x1.907da367a37cbp-37};

constexpr double ARCTAN[] = {
    -0x1.5555555555555p-2,
    0x1.9999999999953p-3,
    -0x1.249249248d7eep-3,
    0x1.c71c71c304b68p-4,
    -0x1.745d165df3f95p-4,
    0x1.3b1392d9e785cp-4,
    -0x1.110e880a7a521p-4,
    0x1.e19a13b9fc6dfp-5,
    -0x1.ac7a938b69c93p-5,
    0x1.74ddd408bb4c1p-5,
    -0x1.1b33b923aa954p-5,
    0x1.0ad36a455cafbp-6};

constexpr double ERFINV_SMALL[] = {
    0x1.4087417fcf5eep+0,
    0x1.005f034b91d73p-2,
    0x1.cd40055a3b84cp-11,
    -0x1.123ee011292d0p-9,
    0x1.74997cbc9dee7p-13,
    0x1.86b5eb6f93f73p-16,
    -0x1.688f8de3b0da7p-18,
    -0x1.177f374646daep-24,
    0x1.f9887faf8c461p-24,
    -0x1.f0ffdad257414p-28,
    -0x1.15995b274f1dbp-29,
    0x1.4cd6da25d29bep-32,
    0x1.919c868152a63p-36,
    -0x1.24abf42b11f3bp-37,
    0x1.245c869ba25c0p-44,
    0x1.92b10375fe7cfp-43,
    -0x1.65627e7a38bf3p-47,
    -0x1.863e66153b9e5p-49};

constexpr double ERFINV_MIDDLE[] = {
    0x1.5a9d7f10825d9p+1,
    0x1.ff70ae3216d05p-1,
    0x1.a75c4b278380dp-7,
    -0x1.6bc3164a613cap-7,
    0x1.0eb8220722e37p-7,
    -0x1.32e54e587badap-8,
    0x1.7d4739791ef38p-10,
    0x1.0edb9dedfcbecp-12,
    -0x1.196bcbe6f3338p-11,
    0x1.e9ecfd8a2e100p-13,
    0x1.5a8702019e879p-17,
    -0x1.00490a119ca01p-14,
    0x1.c890e8dcb0718p-16,
    0x1.bf3925155ac96p-21,
    -0x1.aa6527705cb47p-18,
    0x1.77645cf1cf1d7p-19,
    0x1.cefc68305745dp-26,
    -0x1.44e025c7e0ecbp-21,
    0x1.39ad0e19dbbe5p-22,
    -0x1.8faf97fee8132p-27,
    -0x1.0d30b1e088cf1p-24,
    0x1.12548a0284b48p-25,
    0x1.a26da9362a836p-30,
    -0x1.dff3b2ae84bf5p-28,
    0x1.a274f0d6df199p-30,
    0x1.3eb276412f2acp-31,
    -0x1.d123fa9aabf24p-33};

constexpr double ERFINV_LARGE[] = {
    0x1.3664ddd1ad7fbp+2,
    0x1.02a30d1fba10bp+0,
    -0x1.22ea5df1cc7d6p-13,
    -0x1.c2f36aa15e39dp-13,
    0x1.3ebf4efb4350dp-14,
    -0x1.4a349042271e8p-16,
    0x1.2fbcfd66973e2p-18,
    -0x1.0a9034c967a46p-20,
    0x1.ebe3358a89c74p-23,
    -0x1.223804f884749p-24,
    0x1.f286ed64c9303p-26,
    -0x1.0568db68f9068p-26,
    0x1.0cc7898143f16p-27,
    -0x1.e535950e6f5d6p-29,
    0x1.6969457da0bedp-30,
    -0x1.a6940b9107042p-32,
    0x1.34fe6e18a6037p-34,
    0x1.232730bef1c54p-36,
    -0x1.69986339bd534p-36,
    0x1.826411fd45e12p-38};

constexpr double ERFINV_CENTRES[] = {
    0x1.8000000000000p+0,
    0x1.7000000000000p+1,
    0x1.4000000000000p+2};

}  // namespace initlab
