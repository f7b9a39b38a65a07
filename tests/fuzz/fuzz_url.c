#include <string.h>

#include "fuzz.h"
#include "fx/db/driver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};
    fx_url url = {0}, again = {0};
    bool done = fx_url_parse(a, fx_strndup(a, (const char *)data, n), "/project", &url, &err);

    HOLDS(done == (err.code == FX_NONE));
    if (done) {
        HOLDS(url.text != NULL && url.scheme != NULL);
        HOLDS(!fx_same(url.scheme, "sqlite") || url.path != NULL);
        /* what is shown instead of a password hides it: showing twice changes nothing */
        HOLDS(fx_url_parse(a, url.text, "/project", &again, &err));
        HOLDS(fx_same(again.text, url.text));
        HOLDS(url.password == NULL || *url.password == '\0' || strstr(url.text, "***") != NULL);
    }
    fx_arena_free(a);
    return 0;
}
