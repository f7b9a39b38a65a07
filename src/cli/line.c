/*
 * Line: what is being done right now, on one line of the terminal. It is erased
 * with blanks, which every terminal understands, and is never wider than the
 * screen: a line that wrapped could not be taken back.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "fx/base/shown.h"
#include "fx/cli/output.h"

enum { USUAL_COLUMNS = 80 };

static bool wanted(const fx_app *app)
{
    const fx_globals *g = &app->globals;

    return !g->quiet && !g->verbose && !g->json && isatty(STDERR_FILENO);
}

static size_t columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
        return USUAL_COLUMNS - 1;
    return size.ws_col - 1U;
}

/* As much of the text as fits, on one line. A sign beyond ASCII is taken to be two columns wide: to
 * erase too much does no harm. */
static const char *fit(fx_arena *a, const char *text, size_t room, size_t *width)
{
    fx_str s = {.arena = a};
    size_t used = 0;

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool inside = (c & 0xc0) == 0x80;
        size_t wide = inside ? 0 : c < 0x80 ? 1 : 2;

        if (used + wide > room)
            break;
        used += wide;
        fx_str_addc(&s, *text);
    }
    *width = used;
    return fx_str_text(&s);
}

void fx_line_show(fx_line *line, const char *text)
{
    size_t width = 0;

    if (!wanted(line->app))
        return;
    text = fit(line->app->arena, fx_shown_line(line->app->arena, text), columns(), &width);
    fx_line_erase(line);
    fx_note(line->app, "%s", text);
    line->width = width;
}

void fx_line_erase(fx_line *line)
{
    if (line->width == 0)
        return;
    (void)fx_output_flush();
    fx_note(line->app, "\r%*s\r", (int)line->width, "");
    line->width = 0;
}
