#include <string.h>

#include "inner.h"

static const char bom[] = "\xef\xbb\xbf";

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

const char *fx_text_normal(fx_arena *a, const char *text, size_t n, size_t *out_n)
{
    char *out = fx_alloc(a, n + 1);
    size_t m = 0, from = n >= 3 && memcmp(text, bom, 3) == 0 ? 3 : 0;

    for (size_t i = from; i <= n; i++) {
        bool end = i == n || is_line_end(text[i]);

        while (end && m > 0 && (out[m - 1] == ' ' || out[m - 1] == '\t'))
            m--;
        if (i == n)
            break;
        if (text[i] == '\r' && i + 1 < n && text[i + 1] == '\n')
            i++;
        out[m++] = end ? '\n' : text[i];
    }
    out[m] = '\0';
    *out_n = m;
    return out;
}

/* Ours are hexadecimal; those of other tools are kept as they are (Alembic's --rev-id). */
bool fx_is_id(const char *text, size_t n)
{
    static const char *const words[] = {"head", "heads", "base",
                                        "null"}; /* of command lines, of YAML */

    if (n == 0 || n > FX_ID_MOST || text[0] == '.' || text[n - 1] == '.')
        return false;
    for (size_t i = 0; i < FX_COUNT(words); i++) {
        if (strlen(words[i]) == n && memcmp(text, words[i], n) == 0)
            return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9', lower = text[i] >= 'a' && text[i] <= 'z';
        bool upper = text[i] >= 'A' && text[i] <= 'Z';

        if (!digit && !lower && !upper && text[i] != '_' && text[i] != '.' &&
            (text[i] != '-' || i == 0))
            return false;
        if (text[i] == '.' && text[i + 1] == '.') /* A..B is a range */
            return false;
    }
    return true;
}

/* "=======" counts only alone: longer rules are drawn in comments. */
static bool is_marker(const char *line, size_t n)
{
    if (n >= 8 && (memcmp(line, "<<<<<<< ", 8) == 0 || memcmp(line, ">>>>>>> ", 8) == 0))
        return true;
    return n == 7 && memcmp(line, "=======", 7) == 0;
}

size_t fx_conflict_line(const char *text, size_t n)
{
    size_t number = 1;

    for (size_t i = 0; i < n; number++) {
        const char *end = memchr(text + i, '\n', n - i);
        size_t length = end == NULL ? n - i : (size_t)(end - (text + i));

        if (is_marker(text + i, length))
            return number;
        i += length + 1;
    }
    return 0;
}

/* How many bytes follow the first one of a sequence; -1: it cannot begin one (RFC 3629, section 4).
 */
static int followers(unsigned char c)
{
    if (c < 0x80)
        return 0;
    if (c >= 0xc2 && c <= 0xdf)
        return 1;
    if (c >= 0xe0 && c <= 0xef)
        return 2;
    return c >= 0xf0 && c <= 0xf4 ? 3 : -1;
}

/* Overlong forms, surrogates and what is above U+10FFFF show in the second byte. */
static bool is_second(unsigned char first, unsigned char c)
{
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

    return c >= low && c <= high;
}

bool fx_is_utf8(const char *text, size_t n)
{
    const unsigned char *c = (const unsigned char *)text, *end = c + n;

    while (c < end) {
        int rest = followers(*c);

        if (rest < 0 || end - c <= rest || (rest > 0 && !is_second(c[0], c[1])))
            return false;
        for (int i = 2; i <= rest; i++) {
            if ((c[i] & 0xc0) != 0x80)
                return false;
        }
        c += 1 + rest;
    }
    return true;
}
