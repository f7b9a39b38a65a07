/*
 * What every cmocka test includes. clang-format sorts within blocks: cmocka.h comes after what it
 * needs.
 */
#ifndef FX_TESTS_TESTING_H
#define FX_TESTS_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fx/base/arena.h"

/* The arena is the state of a test. */
static inline int arena_setup(void **state)
{
    *state = fx_arena_new();
    return 0;
}

static inline int arena_teardown(void **state)
{
    fx_arena_free(*state);
    return 0;
}

#define FX_TEST(fn) cmocka_unit_test_setup_teardown(fn, arena_setup, arena_teardown)

#endif
