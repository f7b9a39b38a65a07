#include "fx/base/hash.h"

/* The plain functions: EVP, which is to be used in their place, reads a configuration and looks for
 * providers before the first hash: a millisecond in each hook. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static char *hex(fx_arena *a, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *text = fx_alloc(a, 2 * n + 1);

    for (size_t i = 0; i < n; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return text;
}

char *fx_sha256(fx_arena *a, const void *bytes, size_t n)
{
    unsigned char out[SHA256_DIGEST_LENGTH];
    SHA256_CTX ctx;

    SHA256_Init(&ctx);
    SHA256_Update(&ctx, bytes, n);
    SHA256_Final(out, &ctx);
    return hex(a, out, sizeof out);
}

char *fx_md5(fx_arena *a, const char *text)
{
    unsigned char out[MD5_DIGEST_LENGTH];
    MD5_CTX ctx;

    MD5_Init(&ctx);
    MD5_Update(&ctx, text, strlen(text));
    MD5_Final(out, &ctx);
    return hex(a, out, sizeof out);
}

/* https://git-scm.com/book/en/v2/Git-Internals-Git-Objects, "Object Storage" */
char *fx_blob_id(fx_arena *a, const void *bytes, size_t n)
{
    const char *head = fx_fmt(a, "blob %zu", n);
    unsigned char out[SHA_DIGEST_LENGTH];
    SHA_CTX ctx;

    SHA1_Init(&ctx);
    SHA1_Update(&ctx, head, strlen(head) + 1);
    SHA1_Update(&ctx, bytes, n);
    SHA1_Final(out, &ctx);
    return hex(a, out, sizeof out);
}

static uint64_t mixed(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x100000001b3;
    return h ^ (h >> 29); /* else the high bits of a word reach no other ones */
}

enum { LANES = 4 };
#define WORD   sizeof(uint64_t)
#define STRIDE (LANES * WORD)

static uint64_t word_at(const unsigned char *at, size_t n)
{
    uint64_t word = 0;

    memcpy(&word, at, n);
    return word;
}

/* Four lanes, as each word has to wait for the one before it in its own. */
uint64_t fx_hash64(uint64_t h, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    uint64_t lanes[LANES] = {h ^ n, h + 1, h + 2, h + 3};

    for (; n >= STRIDE; n -= STRIDE) {
        for (size_t i = 0; i < LANES; i++, at += WORD)
            lanes[i] = mixed(lanes[i], word_at(at, WORD));
    }
    h = lanes[0];
    for (size_t i = 1; i < LANES; i++)
        h = mixed(h, lanes[i]);
    for (; n >= WORD; n -= WORD, at += WORD)
        h = mixed(h, word_at(at, WORD));
    return n == 0 ? h : mixed(h, word_at(at, n));
}

char *fx_random_hex(fx_arena *a, size_t digits)
{
    size_t n = (digits + 1) / 2;
    unsigned char *bytes = fx_alloc(a, n + 1);

    if (getrandom(bytes, n, 0) != (ssize_t)n) {
        fputs("fxgit: the system gives no random bytes\n", stderr);
        abort();
    }
    char *text = hex(a, bytes, n);

    text[digits] = '\0';
    return text;
}
