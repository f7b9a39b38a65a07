/*
 * re.sub() and re.split() of texts that are known: names of tables are made of
 * those of classes with them. The only file that knows PCRE2, whose syntax is
 * Python's but for what is refused here
 * (https://docs.python.org/3/library/re.html, pcre2pattern(3)).
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

#ifdef FX_REGEX
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { STEPS_MAX = 200000, TEXT_MAX = 4096, GROUPS_MAX = 32 };

FX_DEFINE_AUTO(pcre2_code, pcre2_code_free)
FX_DEFINE_AUTO(pcre2_match_data, pcre2_match_data_free)
FX_DEFINE_AUTO(pcre2_match_context, pcre2_match_context_free)

typedef struct match {
    size_t at[2 * GROUPS_MAX]; /* from, to of the whole and each group; PCRE2_UNSET: no part */
} match;
typedef FX_VEC(match) matches;

/* What another library's syntax has otherwise, or more of. */
static bool is_pythons(const char *pattern)
{
    static const char *const others[] = {"\\Z", "[:", "{,", "\\K", "(*", "(?R", "(?&", "\\G"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strstr(pattern, others[i]) != NULL)
            return false;
    }
    return true;
}

/* An empty match may stand behind another one, and is followed by one that is not, as in Python 3.7
 * and later. `most` 0: all. */
static bool find(fx_arena *a, const pcre2_code *re, const char *text, size_t most, matches *out)
{
    FX_AUTO(pcre2_match_data) *data = pcre2_match_data_create(GROUPS_MAX, NULL);
    FX_AUTO(pcre2_match_context) *context = pcre2_match_context_create(NULL);
    size_t n = strlen(text), at = 0;
    uint32_t options = 0;

    if (data == NULL || context == NULL)
        return false;
    pcre2_set_match_limit(context, STEPS_MAX);
    while (most == 0 || out->n < most) {
        int rc = pcre2_match(re, (PCRE2_SPTR)text, n, at, options, data, context);
        const size_t *spans = pcre2_get_ovector_pointer(data);

        if (rc == PCRE2_ERROR_NOMATCH)
            return true;
        if (rc <= 0 || spans[1] < at || spans[0] > spans[1])
            return false;
        match *m = fx_push(a, out);

        memcpy(m->at, spans, sizeof m->at);
        options = spans[0] == spans[1] ? PCRE2_NOTEMPTY_ATSTART : 0;
        at = spans[1];
    }
    return true;
}

static bool find_all(py_project *p, const char *pattern, const char *text, size_t most,
                     matches *out, uint32_t *groups)
{
    int error;
    size_t where;
    FX_AUTO(pcre2_code) *re = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                            PCRE2_UTF | PCRE2_UCP, &error, &where, NULL);

    return re != NULL && is_pythons(pattern) && strlen(text) <= TEXT_MAX &&
           pcre2_pattern_info(re, PCRE2_INFO_CAPTURECOUNT, groups) == 0 && *groups < GROUPS_MAX &&
           find(p->a, re, text, most, out);
}

static void add_group(fx_str *out, const char *text, const match *m, size_t group)
{
    if (m->at[2 * group] != PCRE2_UNSET)
        fx_str_addn(out, text + m->at[2 * group], m->at[2 * group + 1] - m->at[2 * group]);
}

/* \1, \g<1>, \\ and \n: https://docs.python.org/3/library/re.html#re.sub. NULL: another escape. */
static const char *add_escape(fx_str *out, const char *at, const char *text, const match *m,
                              uint32_t groups)
{
    bool named = at[0] == 'g' && at[1] == '<';
    char *end;

    if (*at == '\\' || *at == 'n') {
        fx_str_addc(out, *at == 'n' ? '\n' : '\\');
        return at + 1;
    }
    if (!named && (*at < '1' || *at > '9'))
        return NULL;
    unsigned long group = strtoul(at + (named ? 2 : 0), &end, 10);

    if (end == at + (named ? 2 : 0) || group > groups || (named && *end != '>') ||
        (!named && end > at + 2))
        return NULL;
    add_group(out, text, m, group);
    return end + named;
}

static bool add_template(fx_str *out, const char *with, const char *text, const match *m,
                         uint32_t groups)
{
    while (with != NULL && *with != '\0') {
        if (*with == '\\')
            with = add_escape(out, with + 1, text, m, groups);
        else
            fx_str_addc(out, *with++);
    }
    return with != NULL;
}

static const py_value *substituted(py_project *p, const py_scope *s, const py *at,
                                   const char *pattern, const char *with, const char *text,
                                   size_t most)
{
    fx_str out = {.arena = p->a};
    matches all = {0};
    uint32_t groups;
    size_t from = 0;

    if (!find_all(p, pattern, text, most, &all, &groups))
        return NULL;
    fx_each (const match, m, &all) {
        fx_str_addn(&out, text + from, m->at[0] - from);
        if (!add_template(&out, with, text, m, groups))
            return NULL;
        from = m->at[1];
    }
    fx_str_add(&out, text + from);
    return py_string(p, s, at, fx_str_text(&out));
}

static const py_value *splitted(py_project *p, const py_scope *s, const py *at, const char *pattern,
                                const char *text, size_t most)
{
    py_value *out = py_new(p, s, at, PV_LIST, NULL);
    matches all = {0};
    uint32_t groups;
    size_t from = 0;

    if (!find_all(p, pattern, text, most, &all, &groups))
        return NULL;
    fx_each (const match, m, &all) {
        *fx_push(p->a, &out->items) =
            py_string(p, s, at, fx_strndup(p->a, text + from, m->at[0] - from));
        for (size_t g = 1; g <= groups; g++) {
            fx_str group = {.arena = p->a};

            add_group(&group, text, m, g);
            *fx_push(p->a, &out->items) = m->at[2 * g] == PCRE2_UNSET
                                              ? py_new(p, s, at, PV_NONE, NULL)
                                              : py_string(p, s, at, fx_str_text(&group));
        }
        from = m->at[1];
    }
    *fx_push(p->a, &out->items) = py_string(p, s, at, fx_strdup(p->a, text + from));
    return out;
}
#else
static const py_value *substituted(py_project *p, const py_scope *s, const py *at,
                                   const char *pattern, const char *with, const char *text,
                                   size_t most)
{
    (void)p, (void)s, (void)at, (void)pattern, (void)with, (void)text, (void)most;
    return NULL;
}

static const py_value *splitted(py_project *p, const py_scope *s, const py *at, const char *pattern,
                                const char *text, size_t most)
{
    (void)p, (void)s, (void)at, (void)pattern, (void)text, (void)most;
    return NULL;
}
#endif

/* ---- calls ---- */

/* re.sub(PATTERN, ...) or re.compile(PATTERN).sub(...): its name, pattern and how many arguments
 * are before the others. NULL: another call. */
static const char *name_of(const py_value *callee, const py_value *call, const py_value **pattern,
                           size_t *before)
{
    const py_value *made = callee->kind == PV_METHOD ? callee->of : NULL;
    const char *name = made != NULL ? callee->text : py_last(callee);

    if (!fx_same(name, "sub") && !fx_same(name, "split"))
        return NULL;
    *before = made == NULL;
    if (made == NULL) {
        *pattern = py_arg_placed(call, 0);
        return callee->kind == PV_OUTER && fx_starts(callee->text, "re.") ? name : NULL;
    }
    if (made->kind != PV_CALL || made->of->kind != PV_OUTER ||
        !fx_same(made->of->text, "re.compile") || made->args.n != 1)
        return NULL;
    *pattern = py_arg_placed(made, 0);
    return name;
}

static bool is_text(const py_value *v)
{
    return v != NULL && v->kind == PV_STRING;
}

const py_value *py_regex(py_project *p, const py_scope *s, const py *at, const py_value *callee,
                         const py_value *call)
{
    const py_value *pattern, *out = NULL;
    size_t before, most = 0;
    const char *name = name_of(callee, call, &pattern, &before);

    if (name == NULL)
        return NULL;
    bool sub = fx_same(name, "sub");
    const py_value *with = sub ? py_arg_placed(call, before) : NULL;
    const py_value *text = py_arg_placed(call, before + sub);
    const py_value *count = py_arg_named(call, sub ? "count" : "maxsplit");
    size_t known = before + 1 + sub + (count != NULL);

    if (count != NULL && count->kind == PV_NUMBER)
        most = strtoul(count->text, NULL, 10);
    if (is_text(pattern) && is_text(text) && (!sub || is_text(with)) && call->args.n == known &&
        (count == NULL || (count->kind == PV_NUMBER && most > 0)))
        out = sub ? substituted(p, s, at, pattern->text, with->text, text->text, most)
                  : splitted(p, s, at, pattern->text, text->text, most);
    return out != NULL ? out : py_not_known(p, s, at, fx_fmt(p->a, "what re.%s() gives", name));
}
