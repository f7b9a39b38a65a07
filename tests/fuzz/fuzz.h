/*
 * Fuzz: what the targets share. A target is one function; libFuzzer calls it (FX_FUZZ, clang), or
 * main.c does, with seeds and mutations of them that a printed number repeats.
 */
#ifndef FX_FUZZ_H
#define FX_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fx/base/arena.h"
#include "fx/base/error.h"
#include "fx/base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* An assertion that is there in every build. */
#define HOLDS(condition)                                                                   \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                       \
        }                                                                                  \
    } while (0)

#endif
