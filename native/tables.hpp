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

}  // namespace initlab
