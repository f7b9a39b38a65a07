#include "format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/shown.h"
#include "fx/base/str.h"

/* NOLINTBEGIN(clang-analyzer-valist.Uninitialized): it looks at one function at a time */
typedef struct spec {
    bool left, zero;
    int width, precision; /* -1: none */
    char length;          /* 'l', 'L' for ll, 'z', or 0 */
    char kind;
} spec;

typedef struct format {
    fx_arena *arena;
    fx_str out;
    va_list ap;
} format;

static int number(format *f, const char **at)
{
    int n = 0;

    if (**at == '*') {
        (*at)++;
        return va_arg(f->ap, int);
    }
    for (; **at >= '0' && **at <= '9'; (*at)++)
        n = n * 10 + (**at - '0');
    return n;
}

/* `at` is behind the %. */
static spec read_spec(format *f, const char **at)
{
    spec s = {.precision = -1};

    for (; **at == '-' || **at == '0'; (*at)++) {
        s.left = s.left || **at == '-';
        s.zero = s.zero || **at == '0';
    }
    s.width = number(f, at);
    if (**at == '.') {
        (*at)++;
        s.precision = number(f, at);
    }
    for (; **at == 'l' || **at == 'z'; (*at)++)
        s.length = s.length == 'l' ? 'L' : **at;
    s.kind = *(*at)++;
    return s;
}

static const char *of_number(format *f, const spec *s)
{
    bool is_signed = s->kind == 'd' || s->kind == 'i';
    unsigned long long n;

    if (s->length == 'L')
        n = va_arg(f->ap, unsigned long long);
    else if (s->length == 'l')
        n = va_arg(f->ap, unsigned long);
    else if (s->length == 'z')
        n = va_arg(f->ap, size_t);
    else
        n = is_signed ? (unsigned long long)va_arg(f->ap, int) : va_arg(f->ap, unsigned);
    if (is_signed)
        return fx_fmt(f->arena, s->zero ? "%0*lld" : "%*lld", s->zero ? s->width : 0, (long long)n);
    if (s->kind == 'x')
        return fx_fmt(f->arena, s->zero ? "%0*llx" : "%*llx", s->zero ? s->width : 0, n);
    return fx_fmt(f->arena, s->zero ? "%0*llu" : "%*llu", s->zero ? s->width : 0, n);
}

static const char *of_text(format *f, const spec *s)
{
    const char *text = va_arg(f->ap, const char *);

    if (text == NULL)
        text = "(null)";
    else if (s->precision >= 0)
        text = fx_strndup(f->arena, text, strnlen(text, (size_t)s->precision));
    return fx_shown_line(f->arena, text);
}

static const char *of_spec(format *f, const spec *s)
{
    switch (s->kind) {
    case 's':
        return of_text(f, s);
    case 'd':
    case 'i':
    case 'u':
    case 'x':
        return of_number(f, s);
    case 'c':
        return fx_shown_line(f->arena, fx_fmt(f->arena, "%c", va_arg(f->ap, int)));
    case '%':
        return "%";
    default:
        abort();
    }
}

static void add_wide(format *f, const spec *s, const char *text)
{
    size_t n = strlen(text), width = s->width > 0 ? (size_t)s->width : 0;

    if (s->left)
        fx_str_add(&f->out, text);
    for (; n < width; n++)
        fx_str_addc(&f->out, ' ');
    if (!s->left)
        fx_str_add(&f->out, text);
}

const char *format_shown(fx_arena *a, bool color, const char *fmt, va_list ap)
{
    format f = {.arena = a, .out = {.arena = a}};

    va_copy(f.ap, ap);
    while (*fmt != '\0') {
        size_t n = strcspn(fmt, color ? "%" : "%\033");

        fx_str_addn(&f.out, fmt, n);
        fmt += n;
        if (*fmt == '\033') {
            fmt += strcspn(fmt, "m") + 1;
        } else if (*fmt == '%') {
            fmt++;
            spec s = read_spec(&f, &fmt);

            add_wide(&f, &s, of_spec(&f, &s));
        }
    }
    va_end(f.ap);
    return fx_str_text(&f.out);
}
/* NOLINTEND(clang-analyzer-valist.Uninitialized) */
