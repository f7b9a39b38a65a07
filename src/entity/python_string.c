/*
 * Escapes in Python's strings.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

static void add_code(fx_str *out, unsigned long code)
{
    if (code < 0x80) {
        fx_str_addc(out, (char)code);
    } else if (code < 0x800) {
        fx_str_addc(out, (char)(0xc0 | code >> 6));
        fx_str_addc(out, (char)(0x80 | (code & 0x3f)));
    } else if (code < 0x10000) {
        fx_str_addc(out, (char)(0xe0 | code >> 12));
        fx_str_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
        fx_str_addc(out, (char)(0x80 | (code & 0x3f)));
    } else {
        fx_str_addc(out, (char)(0xf0 | (code >> 18 & 7)));
        fx_str_addc(out, (char)(0x80 | (code >> 12 & 0x3f)));
        fx_str_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
        fx_str_addc(out, (char)(0x80 | (code & 0x3f)));
    }
}

static const char *add_digits(fx_str *out, const char *at, size_t most, int base)
{
    char digits[9] = "";
    size_t n = 0;
    const char *valid = base == 8 ? "01234567" : "0123456789abcdefABCDEF";

    while (n < most && at[n] != '\0' && strchr(valid, at[n]) != NULL) {
        digits[n] = at[n];
        n++;
    }
    unsigned long code = strtoul(digits, NULL, base);

    add_code(out, code > 0x10ffff || code == 0 ? 0xfffd : code);
    return at + n;
}

/* https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences */
static const char *add_escape(fx_str *out, const char *at)
{
    static const char from[] = "abfnrtv\\'\"", to[] = "\a\b\f\n\r\t\v\\'\"";
    const char *known = *at == '\0' ? NULL : strchr(from, *at);

    if (known != NULL) {
        fx_str_addc(out, to[known - from]);
        return at + 1;
    }
    if (*at == '\n')
        return at + 1;
    if (*at == 'x' || *at == 'u' || *at == 'U')
        return add_digits(out, at + 1, *at == 'x' ? 2 : *at == 'u' ? 4 : 8, 16);
    if (*at >= '0' && *at <= '7')
        return add_digits(out, at, 3, 8);
    fx_str_addc(out, '\\');
    return at;
}

const char *py_unescaped(fx_arena *a, const char *text)
{
    fx_str out = {.arena = a};

    if (strchr(text, '\\') == NULL)
        return text;
    while (*text != '\0') {
        if (*text == '\\')
            text = add_escape(&out, text + 1);
        else
            fx_str_addc(&out, *text++);
    }
    return fx_str_text(&out);
}
