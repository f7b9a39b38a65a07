#include "fx/base/json.h"

#include <inttypes.h>
#include <string.h>

#include "fx/base/shown.h"

static void line(fx_json *j)
{
    if (!j->pretty)
        return;
    fx_str_addc(j->out, '\n');
    for (int i = 0; i < j->depth; i++)
        fx_str_add(j->out, "  ");
}

/* What stands before a key or an item. */
static void before(fx_json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->comma)
        fx_str_addc(j->out, ',');
    if (j->depth > 0)
        line(j);
}

void fx_json_open(fx_json *j, char bracket)
{
    before(j);
    fx_str_addc(j->out, bracket);
    j->depth++;
    j->comma = false;
}

void fx_json_close(fx_json *j, char bracket)
{
    j->depth--;
    if (j->comma)
        line(j);
    fx_str_addc(j->out, bracket);
    j->comma = true;
}

/* Beyond ASCII. What is printed may end on a terminal: its controls are escaped, which is as valid;
 * the canonical form has no escape that is not needed. Returns how many bytes were taken. */
static size_t add_beyond(const fx_json *j, const char *text)
{
    uint32_t code;
    size_t n = fx_utf8(text, &code);

    if (j->pretty && (n == 0 || fx_is_control(code)))
        fx_str_addf(j->out, "\\u%04x", n == 0 ? 0xfffdU : (unsigned)code);
    else
        fx_str_addn(j->out, text, n == 0 ? 1 : n);
    return n == 0 ? 1 : n;
}

static void quoted(const fx_json *j, const char *text)
{
    fx_str *out = j->out;
    static const char escapes[] = "\bb\ff\nn\rr\tt\"\"\\\\";

    fx_str_addc(out, '"');
    for (; *text != '\0'; text++) {
        const char *name = NULL;

        if ((*text & 0x80) != 0) {
            text += add_beyond(j, text) - 1;
            continue;
        }
        for (size_t i = 0; i + 1 < sizeof escapes; i += 2) {
            if (escapes[i] == *text)
                name = &escapes[i + 1];
        }
        if (name != NULL) {
            fx_str_addc(out, '\\');
            fx_str_addc(out, *name);
        } else if ((unsigned char)*text < ' ' || (j->pretty && *text == '\x7f')) {
            fx_str_addf(out, "\\u%04x", (unsigned)(unsigned char)*text);
        } else {
            fx_str_addc(out, *text);
        }
    }
    fx_str_addc(out, '"');
}

void fx_json_key(fx_json *j, const char *key)
{
    before(j);
    quoted(j, key);
    fx_str_add(j->out, j->pretty ? ": " : ":");
    j->after_key = true;
}

static void raw(fx_json *j, const char *text)
{
    before(j);
    fx_str_add(j->out, text);
    j->comma = true;
}

void fx_json_number(fx_json *j, const char *text)
{
    raw(j, text);
}

void fx_json_text(fx_json *j, const char *text)
{
    if (text == NULL) {
        raw(j, "null");
        return;
    }
    before(j);
    quoted(j, text);
    j->comma = true;
}

void fx_json_int(fx_json *j, int64_t n)
{
    raw(j, fx_fmt(j->out->arena, "%" PRId64, n));
}

void fx_json_bool(fx_json *j, bool b)
{
    raw(j, b ? "true" : "false");
}

void fx_json_strs(fx_json *j, const fx_strs *texts)
{
    fx_json_open(j, '[');
    fx_each (const char *, text, texts) {
        fx_json_text(j, *text);
    }
    fx_json_close(j, ']');
}

void fx_json_put(fx_json *j, const char *key, const char *text)
{
    fx_json_key(j, key);
    fx_json_text(j, text);
}

void fx_json_put_int(fx_json *j, const char *key, int64_t n)
{
    fx_json_key(j, key);
    fx_json_int(j, n);
}

void fx_json_put_bool(fx_json *j, const char *key, bool b)
{
    fx_json_key(j, key);
    fx_json_bool(j, b);
}

void fx_json_put_strs(fx_json *j, const char *key, const fx_strs *texts)
{
    fx_json_key(j, key);
    fx_json_strs(j, texts);
}
