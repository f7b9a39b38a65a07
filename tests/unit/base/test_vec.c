#include "testing.h"

#include <string.h>

#include "fx/base/vec.h"

typedef struct item {
    int key, place;
} item;

static int by_key(const void *a, const void *b)
{
    const item *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static void test_push_zeroes_the_slot(void **state)
{
    FX_VEC(item) v = {0};

    for (int i = 0; i < 100; i++) {
        item *slot = fx_push(*state, &v);

        assert_int_equal(slot->key, 0);
        assert_int_equal(slot->place, 0);
        *slot = (item){i, -i};
    }
    assert_int_equal(v.n, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(v.at[i].place, -i);
}

static void test_each_of_nothing(void **state)
{
    fx_strs none = {0};

    fx_each (const char *, s, &none) {
        fail_msg("there is no item: %s", *s);
    }
    assert_string_equal(fx_strs_join(*state, &none, ", "), "");
}

/* Every length up to a few powers of two: the runs of a merge sort end in all ways. */
static void test_sort_is_right_and_stable(void **state)
{
    for (int n = 0; n < 70; n++) {
        FX_VEC(item) v = {0};

        for (int i = 0; i < n; i++)
            *fx_push(*state, &v) = (item){(i * 7919 + n) % 5, i};
        fx_sort(&v, by_key);
        assert_int_equal(v.n, n);
        for (int i = 1; i < n; i++) {
            assert_true(v.at[i - 1].key <= v.at[i].key);
            if (v.at[i - 1].key == v.at[i].key)
                assert_true(v.at[i - 1].place < v.at[i].place);
        }
    }
}

static fx_strs strs(fx_arena *a, const char *text)
{
    fx_strs v = {0};

    for (; *text != '\0'; text += strcspn(text, " ") + (text[strcspn(text, " ")] == ' '))
        *fx_push(a, &v) = fx_strndup(a, text, strcspn(text, " "));
    return v;
}

static void test_texts(void **state)
{
    fx_strs v = strs(*state, "b a \xc3\xa4 B"), same = strs(*state, "b a \xc3\xa4 B"),
            other = strs(*state, "a b \xc3\xa4 B"), shorter = strs(*state, "b a");

    assert_true(fx_strs_has(&v, "B"));
    assert_false(fx_strs_has(&v, "c"));
    assert_true(fx_strs_equal(&v, &same));
    assert_false(fx_strs_equal(&v, &other));
    assert_false(fx_strs_equal(&v, &shorter));
    fx_strs_sort(&v);
    assert_string_equal(fx_strs_join(*state, &v, ", "), "B, a, b, \xc3\xa4");
}

static int by_text(const void *key, const void *text)
{
    return strcmp(key, *(const char *const *)text);
}

static void test_places(void **state)
{
    fx_strs v = {0};
    bool found = true;

    assert_int_equal(fx_place(&v, "a", by_text, &found), 0);
    assert_false(found);
    for (const char *c = "f\0b\0d\0b\0h\0"; *c != '\0'; c += 2)
        fx_strs_put_sorted(*state, &v, c);
    assert_string_equal(fx_strs_join(*state, &v, ""), "bdfh");
    for (const char *c = "a\0c\0e\0g\0i\0"; *c != '\0'; c += 2) {
        assert_int_equal(fx_place(&v, c, by_text, &found), (*c - 'a') / 2);
        assert_false(found);
        assert_false(fx_strs_has_sorted(&v, c));
    }
    assert_int_equal(fx_place(&v, "f", by_text, &found), 2);
    assert_true(found);
    assert_true(fx_strs_has_sorted(&v, "h"));
}

static void test_insert_and_remove(void **state)
{
    fx_strs v = strs(*state, "b d");
    const size_t first = 0, last = 3;

    *fx_insert_at(*state, &v, first) = "a";
    *fx_insert_at(*state, &v, last) = "e";
    assert_string_equal(fx_strs_join(*state, &v, " "), "a b d e");
    fx_remove_at(&v, 1);
    fx_remove_at(&v, 2);
    assert_string_equal(fx_strs_join(*state, &v, " "), "a d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_push_zeroes_the_slot),
        FX_TEST(test_each_of_nothing),
        FX_TEST(test_sort_is_right_and_stable),
        FX_TEST(test_texts),
        FX_TEST(test_places),
        FX_TEST(test_insert_and_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
