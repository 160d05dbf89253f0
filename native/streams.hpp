// Addressable random numbers: src/initlab/streams/philox.py, to the bit.
#pragma once

namespace initlab {

// Philox-4x32-10 (Salmon et al. 2011): four words for a counter of four words.
static inline void philox(unsigned long long seed, unsigned long long tag, unsigned long long block,
                   unsigned int words[4]) {
  unsigned int c0 = (unsigned int)block, c1 = (unsigned int)(block >> 32);
  unsigned int c2 = (unsigned int)tag, c3 = (unsigned int)(tag >> 32);
  unsigned int k0 = (unsigned int)seed, k1 = (unsigned int)(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    unsigned long long p0 = 0xD2511F53ULL * c0, p1 = 0xCD9E8D57ULL * c2;
    unsigned int next0 = (unsigned int)(p1 >> 32) ^ c1 ^ k0;
    unsigned int next2 = (unsigned int)(p0 >> 32) ^ c3 ^ k1;
    c0 = next0;
    c1 = (unsigned int)p1;
    c2 = next2;
    c3 = (unsigned int)p0;
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

// The index-th permutation of 0 … count − 1 of a stream: Fisher and Yates' shuffle.
static inline void permute(unsigned long long seed, unsigned long long tag, long index, int* order,
                    long count) {
  for (long i = 0; i < count; ++i) order[i] = (int)i;
  long blocks = (count + 3) / 4;
  unsigned int words[4];
  long held = -1;
  for (long i = count - 1; i > 0; --i) {
    if (i / 4 != held) {
      held = i / 4;
      philox(seed, tag, (unsigned long long)(index * blocks + held), words);
    }
    long place = (long)(((unsigned long long)words[i % 4] * (unsigned long long)(i + 1)) >> 32);
    int value = order[i];
    order[i] = order[place];
    order[place] = value;
  }
}

}  // namespace initlab
