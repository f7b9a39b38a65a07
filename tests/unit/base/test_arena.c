#include "testing.h"

#include <string.h>

#include "fx/base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#endif

static void test_memory_is_zeroed_and_aligned(void **state)
{
    for (size_t size = 1; size < 300; size += 7) {
        unsigned char *p = fx_alloc(*state, size);

        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
    }
}

static void test_objects_do_not_share_bytes(void **state)
{
    enum { N = 200 };
    unsigned char *all[N];

    for (size_t i = 0; i < N; i++) {
        size_t size = 1 + i * 37; /* some are larger than a block */

        all[i] = fx_alloc(*state, size);
        memset(all[i], (int)i, size);
    }
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < 1 + i * 37; k++)
            assert_int_equal(all[i][k], i);
    }
}

static void test_a_large_object_leaves_the_current_block_in_use(void **state)
{
    char *before = fx_alloc(*state, 16);

    memset(fx_alloc(*state, 1024 * 1024), 1, 1024 * 1024);
    char *after = fx_alloc(*state, 16);

    assert_true(after > before && after - before < 128);
}

static void test_extend_moves_all_but_the_latest(void **state)
{
    char *first = memcpy(fx_alloc(*state, 4), "abc", 4);
    char *longer = fx_extend(*state, first, 4, 40);

    assert_ptr_equal(first, longer);
    for (size_t i = 4; i < 40; i++)
        assert_int_equal(longer[i], 0);
    memset(longer + 4, 'd', 36);
    char *other = fx_extend(*state, first, 4, 8); /* who had it before it grew */

    assert_ptr_not_equal(first, other);
    assert_memory_equal(other, "abc\0\0\0\0\0", 8);
    char *next = fx_alloc(*state, 4);
    char *moved = fx_extend(*state, longer, 40, 50);

    assert_ptr_not_equal(longer, moved); /* something is behind it */
    assert_memory_equal(longer, moved, 40);
    char *same = fx_extend(*state, moved, 10, 12); /* who has a part of it */

    assert_ptr_not_equal(moved, same);
    memset(fx_extend(*state, same, 12, 1024 * 1024), 'x', 1024 * 1024);
    memset(fx_extend(*state, fx_alloc(*state, 1024 * 1024), 1024 * 1024, 1024 * 1024 + 20), 'y',
           1024 * 1024 + 20);
    assert_int_equal(*next, 0);
}

static void test_grow_copies_and_keeps_the_old(void **state)
{
    char *old = fx_strdup(*state, "abc");
    char *grown = fx_grow(*state, old, 4, 64);

    assert_string_equal(grown, "abc");
    assert_int_equal(grown[63], 0);
    grown[0] = 'x';
    assert_string_equal(old, "abc");
    assert_non_null(fx_grow(*state, NULL, 0, 8));
}

/* A red zone stands after every object, to the byte. */
static void test_red_zone(void **state)
{
#ifdef HAS_ASAN
    char *first = fx_alloc(*state, 13), *second = fx_alloc(*state, 13);

    assert_true(second > first);
    assert_false(__asan_address_is_poisoned(first + 12));
    for (size_t i = 13; i < 13 + 16; i++)
        assert_true(__asan_address_is_poisoned(first + i));
    assert_false(__asan_address_is_poisoned(second));
#else
    (void)state;
    skip(); /* only a build with ASan has red zones */
#endif
}

typedef struct note {
    char *log;
    char letter;
} note;

static void write_note(void *arg)
{
    note *n = arg;
    size_t length = strlen(n->log);

    n->log[length] = n->letter;
}

static void test_deferred_functions_run_last_first(void **state)
{
    (void)state;
    char log[8] = "";
    fx_arena *a = fx_arena_new();

    for (char letter = 'a'; letter <= 'c'; letter++) {
        note *n = fx_new(a, note); /* the arena's memory must still be there when they run */

        *n = (note){log, letter};
        fx_defer(a, write_note, n);
    }
    assert_string_equal(log, "");
    fx_arena_free(a);
    assert_string_equal(log, "cba");
    fx_arena_free(NULL);
}

static void test_copies_of_texts(void **state)
{
    assert_null(fx_strdup(*state, NULL));
    assert_string_equal(fx_strdup(*state, ""), "");
    assert_string_equal(fx_strndup(*state, "abcdef", 3), "abc");
    assert_string_equal(fx_strndup(*state, "ab", 9), "ab");
    assert_string_equal(fx_fmt(*state, "%s-%04d", "x", 7), "x-0007");
    assert_int_equal(strlen(fx_fmt(*state, "%5000s", "")), 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_memory_is_zeroed_and_aligned),
        FX_TEST(test_objects_do_not_share_bytes),
        FX_TEST(test_a_large_object_leaves_the_current_block_in_use),
        FX_TEST(test_extend_moves_all_but_the_latest),
        FX_TEST(test_grow_copies_and_keeps_the_old),
        FX_TEST(test_red_zone),
        FX_TEST(test_deferred_functions_run_last_first),
        FX_TEST(test_copies_of_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
