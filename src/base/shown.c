#include "fx/base/shown.h"

#include <string.h>

#include "fx/base/str.h"

size_t fx_utf8(const char *at, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)at;
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

    *code = s[0];
    if (n < 2)
        return n;
    *code = s[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (s[i] & 0x3fU);
    }
    return *code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000) ? 0 : n;
}

bool fx_is_control(uint32_t code)
{
    return code < ' ' || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x2028 ||
           code == 0x2029 || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* https://github.com/actions/runner: ActionCommand takes ##[ anywhere in a line. */
static bool is_command(const char *at)
{
    return fx_starts(at, "##[") || fx_starts(at, "##vso[") || fx_starts(at, "##teamcity[");
}

static bool stays(const char *at, bool lines)
{
    return lines && (*at == '\n' || *at == '\t' || (*at == '\r' && at[1] == '\n'));
}

/* How many bytes stay as they are; 0: what is there has to be written out. */
static size_t plain(const char *at, bool lines)
{
    uint32_t code;
    size_t n = fx_utf8(at, &code);

    if (n == 0 || (fx_is_control(code) && !stays(at, lines)) || (*at == '#' && is_command(at)))
        return 0;
    return n;
}

static const char *shown(fx_arena *a, const char *text, bool lines)
{
    fx_str s = {.arena = a};
    const char *from = text, *at = text;
    uint32_t code;

    for (size_t n; *at != '\0';) {
        if ((n = plain(at, lines)) > 0) {
            at += n;
            continue;
        }
        fx_str_addn(&s, from, (size_t)(at - from));
        n = fx_utf8(at, &code);
        fx_str_addf(&s, code < 0x80 || n == 0 ? "\\x%02x" : "\\u%04x",
                    n == 0 ? (unsigned)(unsigned char)*at : (unsigned)code);
        from = at += n == 0 ? 1 : n;
    }
    if (from == text)
        return text;
    fx_str_add(&s, from);
    return fx_str_text(&s);
}

const char *fx_shown_line(fx_arena *a, const char *text)
{
    return shown(a, text, false);
}

const char *fx_shown_text(fx_arena *a, const char *text)
{
    return shown(a, text, true);
}
