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

static char *digest(fx_arena *a, const EVP_MD *kind, const char *head, const void *bytes, size_t n)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    FX_AUTO(EVP_MD_CTX) *ctx = EVP_MD_CTX_new();

    if (ctx == NULL || !EVP_DigestInit_ex(ctx, kind, NULL) ||
        !EVP_DigestUpdate(ctx, head, head == NULL ? 0 : strlen(head) + 1) ||
        !EVP_DigestUpdate(ctx, bytes, n) || !EVP_DigestFinal_ex(ctx, out, &size)) {
        fputs("fxgit: libcrypto cannot hash\n", stderr);
        abort();
    }
    return hex(a, out, size);
}

char *fx_sha256(fx_arena *a, const void *bytes, size_t n)
{
    return digest(a, EVP_sha256(), NULL, bytes, n);
}

/* https://git-scm.com/book/en/v2/Git-Internals-Git-Objects, "Object Storage" */
char *fx_blob_id(fx_arena *a, const void *bytes, size_t n)
{
    return digest(a, EVP_sha1(), fx_fmt(a, "blob %zu", n), bytes, n);
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
