#include "fx/base/hash.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

FX_DEFINE_AUTO(EVP_MD_CTX, EVP_MD_CTX_free)

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

enum { SHA256, SHA1 };

/* Found once: each look at what the library has to offer costs more than a short hash. */
static const EVP_MD *algorithm(int which)
{
    static EVP_MD *found[2];

    if (found[which] == NULL)
        found[which] = EVP_MD_fetch(NULL, which == SHA256 ? "SHA256" : "SHA1", NULL);
    return found[which];
}

static char *digest(fx_arena *a, int which, const char *head, const void *bytes, size_t n)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    FX_AUTO(EVP_MD_CTX) *ctx = EVP_MD_CTX_new();

    const EVP_MD *kind = algorithm(which);

    if (ctx == NULL || kind == NULL || !EVP_DigestInit_ex(ctx, kind, NULL) ||
        !EVP_DigestUpdate(ctx, head, head == NULL ? 0 : strlen(head) + 1) ||
        !EVP_DigestUpdate(ctx, bytes, n) || !EVP_DigestFinal_ex(ctx, out, &size)) {
        fputs("fxgit: libcrypto cannot hash\n", stderr);
        abort();
    }
    return hex(a, out, size);
}

char *fx_sha256(fx_arena *a, const void *bytes, size_t n)
{
    return digest(a, SHA256, NULL, bytes, n);
}

/* https://git-scm.com/book/en/v2/Git-Internals-Git-Objects, "Object Storage" */
char *fx_blob_id(fx_arena *a, const void *bytes, size_t n)
{
    return digest(a, SHA1, fx_fmt(a, "blob %zu", n), bytes, n);
}

uint64_t fx_hash64(uint64_t h, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;

    h ^= n;
    while (n > 0) {
        uint64_t word = 0;
        size_t take = n < sizeof word ? n : sizeof word;

        memcpy(&word, at, take);
        h = (h ^ word) * 0x100000001b3;
        h ^= h >> 29; /* else the high bits of a word reach no other ones */
        at += take;
        n -= take;
    }
    return h;
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
