#include "testing.h"

#include <string.h>

#include "fx/base/hash.h"

/* FIPS 180-4, examples */
static void test_sha256(void **state)
{
    assert_string_equal(fx_sha256(*state, "", 0),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_string_equal(fx_sha256(*state, "abc", 3),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_not_equal(fx_sha256(*state, "a\0b", 3), fx_sha256(*state, "a\0c", 3));
}

/* What `git hash-object` says. */
static void test_blob_id(void **state)
{
    assert_string_equal(fx_blob_id(*state, "", 0), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    assert_string_equal(fx_blob_id(*state, "hello\n", 6),
                        "ce013625030ba8dba906f756967f9e9ca394464a");
}

static void test_random_hex(void **state)
{
    for (size_t n = 0; n < 40; n++) {
        const char *text = fx_random_hex(*state, n);

        assert_int_equal(strlen(text), n);
        assert_int_equal(strspn(text, "0123456789abcdef"), n);
    }
    assert_string_not_equal(fx_random_hex(*state, 32), fx_random_hex(*state, 32));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_sha256),
        FX_TEST(test_blob_id),
        FX_TEST(test_random_hex),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
