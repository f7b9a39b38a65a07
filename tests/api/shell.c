#include "shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *fresh_dir(const char *name)
{
    static char path[64][512];
    static int n;
    char *dir = path[n++ % 64];

    snprintf(dir, sizeof path[0], "%s/%s.XXXXXX", getenv("TMPDIR"), name);
    if (mkdtemp(dir) == NULL)
        fail_msg("no folder %s", dir);
    return dir;
}

int sh(const char *dir, const char *script)
{
    char command[8192];
    int status;

    snprintf(command, sizeof command, "cd '%s' && { %s\n} >/dev/null 2>&1 </dev/null", dir, script);
    status = system(command); /* NOLINT: a test's own script */
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

char *sh_out(const char *dir, const char *script)
{
    char command[8192];
    char *text = calloc(1, 65536);
    size_t n;
    FILE *f;

    snprintf(command, sizeof command, "cd '%s' && { %s\n} 2>&1 </dev/null", dir, script);
    f = popen(command, "r");
    assert_non_null(f);
    n = fread(text, 1, 65535, f);
    text[n] = '\0';
    pclose(f);
    return text;
}

void sh_prints(const char *dir, const char *script, const char *expected)
{
    char *seen = sh_out(dir, script);

    assert_string_equal(seen, expected);
    free(seen);
}

fxgit_project *open_project(const char *dir)
{
    fxgit_project *p = NULL;
    fxgit_error *e = NULL;

    expect(FXGIT_OK, fxgit_project_open(dir, NULL, &p, &e), &e);
    assert_non_null(p);
    return p;
}

void expect(fxgit_code expected, fxgit_code code, fxgit_error **error)
{
    if (code != expected)
        fail_msg("%s: %s (expected %s)", fxgit_code_name(code), fxgit_error_message(*error),
                 fxgit_code_name(expected));
    assert_int_equal(fxgit_error_code(*error), expected);
    fxgit_error_free(*error);
}
