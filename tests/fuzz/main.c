/*
 * Runs a target over files, and over mutations of them: `fuzz_x [-runs=N] [-seed=N]
 * FILE|FOLDER...`, the arguments of libFuzzer. The same seed gives the same inputs on every
 * machine.
 */
#include <string.h>

#include "fuzz.h"
#include "fx/base/path.h"
#include "fx/base/vec.h"

enum { MOST = 64 * 1024, ROUNDS = 8 };

typedef struct input {
    const char *text;
    size_t n;
} input;

typedef struct fuzzer {
    fx_arena *arena;
    FX_VEC(input) seeds;
    uint64_t state;
} fuzzer;

/* Signs that parsers care about. */
static const char *const words[] = {
    "\n",
    "\r\n",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "|\n",
    "#",
    "--",
    "/*",
    "*/",
    ";",
    "%00",
    "%2f",
    "\xef\xbb\xbf",
    "\xff",
    "\xc2\x85",
    "\\u0000",
    "null",
    "~",
    "true",
    "<<: ",
    "&a",
    "*a",
    "!!str",
    "---\n",
    "state:",
    "columns:",
    "execute:",
    "-- fxgit:",
    "upgrade",
    "CREATE TRIGGER",
    "BEGIN",
    "END;",
    "://",
    "@",
    "?a=b&",
};

/* xorshift64*: https://doi.org/10.18637/jss.v008.i14 */
static size_t below(fuzzer *f, size_t limit)
{
    f->state ^= f->state >> 12;
    f->state ^= f->state << 25;
    f->state ^= f->state >> 27;
    return (size_t)((f->state * 0x2545f4914f6cdd1dU) >> 33) % limit;
}

/* Puts `n` bytes in place of `gone` bytes. */
static input replace(fx_arena *a, input in, size_t at, size_t gone, const char *bytes, size_t n)
{
    input out = {.n = in.n - gone + n};
    char *text = fx_alloc(a, out.n + 1);

    memcpy(text, in.text, at);
    memcpy(text + at, bytes, n);
    memcpy(text + at + n, in.text + at + gone, in.n - at - gone);
    out.text = text;
    return out;
}

static input mutate(fuzzer *f, fx_arena *a, input in)
{
    const input *other = &f->seeds.at[below(f, f->seeds.n)];
    const char *word = words[below(f, sizeof words / sizeof *words)];
    size_t at = below(f, in.n + 1), span = below(f, 1 + below(f, in.n - at + 1));
    size_t from = below(f, other->n + 1), length = below(f, 1 + below(f, other->n - from + 1));
    char byte = (char)below(f, 256);

    switch (below(f, 6)) {
    case 0:
        return replace(a, in, at, 0, word, strlen(word));
    case 1:
        return replace(a, in, at, span, "", 0);
    case 2:
        return replace(a, in, at, 0, in.text + at, span);
    case 3:
        return replace(a, in, at, span, other->text + from, length);
    case 4:
        return replace(a, in, at, at < in.n, &byte, 1);
    default:
        return replace(a, in, at, span, word, strlen(word));
    }
}

/* A copy of its exact size: what is read behind its end is seen. */
static void run_one(fx_arena *a, input in)
{
    uint8_t *exact = fx_alloc(a, in.n);

    if (in.n > 0)
        memcpy(exact, in.text, in.n);
    LLVMFuzzerTestOneInput(exact, in.n);
}

static void add_file(fuzzer *f, const char *path)
{
    fx_error err = {.arena = f->arena};
    input in;

    if (!fx_file_read(f->arena, path, MOST, &in.text, &in.n, &err)) {
        fprintf(stderr, "%s\n", err.msg);
        exit(2);
    }
    *fx_push(f->arena, &f->seeds) = in;
}

static void add_path(fuzzer *f, const char *path)
{
    fx_error err = {.arena = f->arena};
    fx_strs names = {0};

    if (!fx_path_is_dir(path)) {
        add_file(f, path);
        return;
    }
    if (!fx_dir_list(f->arena, path, &names, &err)) {
        fprintf(stderr, "%s\n", err.msg);
        exit(2);
    }
    fx_each (const char *, name, &names) {
        add_file(f, fx_path_join(f->arena, path, *name));
    }
}

static void run_all(fuzzer *f, size_t runs)
{
    for (size_t i = 0; i < f->seeds.n; i++) {
        fx_arena *a = fx_arena_new();

        run_one(a, f->seeds.at[i]);
        fx_arena_free(a);
    }
    for (size_t i = 0; i < runs && f->seeds.n > 0; i++) {
        fx_arena *a = fx_arena_new();
        input in = f->seeds.at[below(f, f->seeds.n)];

        for (size_t rounds = 1 + below(f, ROUNDS); rounds > 0 && in.n < MOST; rounds--)
            in = mutate(f, a, in);
        run_one(a, in);
        fx_arena_free(a);
    }
}

int main(int argc, char **argv)
{
    fuzzer f = {.arena = fx_arena_new(), .state = 1};
    size_t runs = 0;

    for (int i = 1; i < argc; i++) {
        if (fx_starts(argv[i], "-runs="))
            runs = strtoul(argv[i] + strlen("-runs="), NULL, 10);
        else if (fx_starts(argv[i], "-seed="))
            f.state = 2 * strtoull(argv[i] + strlen("-seed="), NULL, 10) + 1; /* never 0 */
        else
            add_path(&f, argv[i]);
    }
    printf("seed %llu, %zu files, %zu mutations\n", (unsigned long long)f.state, f.seeds.n, runs);
    fflush(stdout);
    run_all(&f, runs);
    fx_arena_free(f.arena);
    return 0;
}
