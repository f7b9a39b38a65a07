/*
 * Completion: what a shell has to know, in one form for all of them. Each shell
 * has a template of its own, which finds the command among the words so far,
 * and functions that write the rows of a table into it.
 */
#include "completion.h"

#include <string.h>

#include "fx/cli/pages.h"

const char *completion_quoted(fx_arena *a, const char *text, const char *quote)
{
    fx_str s = {.arena = a};

    fx_str_addc(&s, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fx_str_add(&s, quote);
        else
            fx_str_addc(&s, *text);
    }
    fx_str_addc(&s, '\'');
    return fx_str_text(&s);
}

static bool is_choice(const char *word, size_t n)
{
    bool lower = n > 0 && *word >= 'a' && *word <= 'z';

    for (size_t i = 0; i < n; i++)
        lower = lower && ((word[i] >= 'a' && word[i] <= 'z') || word[i] == '-');
    return lower;
}

fx_strs completion_choices(fx_arena *a, const fx_command *c)
{
    static const char between[] = "[]| ";
    fx_strs out = {0};

    for (const char *at = c->args; *at != '\0';) {
        size_t n = strcspn(at, between);

        if (is_choice(at, n))
            *fx_push(a, &out) = fx_strndup(a, at, n);
        at += n + (at[n] != '\0');
    }
    return out;
}

static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);
    const char *at = strstr(text, word);

    return at != NULL && (at == text || strchr("[| ", at[-1]) != NULL) &&
           strchr("]| ", at[n]) != NULL; /* the end counts as well */
}

completion_kind completion_value(const char *name)
{
    static const struct {
        const char *word;
        completion_kind kind;
    } kinds[] = {
        {"FILE",   COMPLETE_FILE},
        {"DIR",    COMPLETE_DIR },
        {"COMMIT", COMPLETE_REF },
        {"REF",    COMPLETE_REF },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (has_word(name, kinds[i].word))
            return kinds[i].kind;
    }
    return COMPLETE_NOTHING;
}

static completion_word *word_of(fx_arena *a, completion_words *all, const char *before,
                                const char *word)
{
    fx_each (completion_word, w, all) {
        if (fx_same(w->before, before) && fx_same(w->word, word))
            return w;
    }
    completion_word *new = fx_push(a, all);

    *new = (completion_word){.before = before, .word = word};
    return new;
}

completion_words completion_all_words(fx_arena *a)
{
    completion_words all = {0};

    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        const fx_command *c = fx_commands[i];
        const char *blank = strchr(c->name, ' ');

        if (c->hidden)
            continue;
        if (blank == NULL) {
            word_of(a, &all, "", c->name)->help = c->summary;
        } else {
            const char *first = fx_strndup(a, c->name, (size_t)(blank - c->name));
            completion_word *group = word_of(a, &all, "", first);

            if (group->help == NULL || group->group)
                *group =
                    (completion_word){"", first, true,
                                      fx_fmt(a, "%s%s%s", group->help == NULL ? "" : group->help,
                                             group->help == NULL ? "" : ", ", blank + 1)};
            word_of(a, &all, first, blank + 1)->help = c->summary;
        }
        fx_strs choices = completion_choices(a, c);

        fx_each (const char *, choice, &choices) {
            word_of(a, &all, c->name, *choice)->help = "";
        }
    }
    return all;
}

const char *fx_completion(fx_arena *a, const char *shell)
{
    static const struct {
        const char *name;
        void (*write)(fx_str *s);
    } shells[] = {
        {"bash", completion_bash},
        {"zsh",  completion_zsh },
        {"fish", completion_fish},
    };
    fx_str s = {.arena = a};

    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (!fx_same(shells[i].name, shell))
            continue;
        shells[i].write(&s);
        return fx_str_text(&s);
    }
    return NULL;
}
