#include "inner.h"

fxgit_texts api_texts(fx_arena *a, const fx_strs *from)
{
    fxgit_texts out = {.arena = a};

    fx_each (const char *, text, from) {
        *fx_push(a, &out.at) = fx_strdup(a, *text);
    }
    return out;
}

void api_give_texts(fxgit_texts **out, const fx_strs *texts)
{
    if (out == NULL)
        return;
    *out = API_NEW(fxgit_texts);
    **out = api_texts((*out)->arena, texts);
}

size_t fxgit_texts_count(const fxgit_texts *texts)
{
    return texts == NULL ? 0 : texts->at.n;
}

const char *fxgit_texts_at(const fxgit_texts *texts, size_t i)
{
    return i < fxgit_texts_count(texts) ? texts->at.at[i] : NULL;
}

void fxgit_texts_free(fxgit_texts *texts)
{
    if (texts != NULL)
        fx_arena_free(texts->arena);
}

const char *api_script(fx_arena *a, const fx_stmts *statements)
{
    fx_str s = {.arena = a};
    const char *revision = NULL;

    fx_each (const fx_stmt, one, statements) {
        if (one->revision != NULL && !fx_same(one->revision, revision))
            fx_str_addf(&s, "-- revision %s\n", one->revision);
        revision = one->revision != NULL ? one->revision : revision;
        fx_str_addf(&s, "%s;\n", one->sql);
    }
    return fx_str_text(&s);
}
