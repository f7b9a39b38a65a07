/*
 * Running git: no shell, all three streams served at once, its words kept for
 * the message.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fx/base/str.h"
#include "inner.h"

enum { IN, OUT, ERRORS, STREAMS };

#ifdef MSG_NOSIGNAL
enum { SEND_FLAGS = MSG_NOSIGNAL | MSG_DONTWAIT };
#else
enum { SEND_FLAGS = MSG_DONTWAIT };
#endif

typedef struct streams {
    int ours[STREAMS], theirs[STREAMS]; /* -1: closed */
} streams;

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void shut_all(streams *s)
{
    for (int i = 0; i < STREAMS; i++) {
        shut(&s->ours[i]);
        shut(&s->theirs[i]);
    }
}

/* The input goes through a socket: a git that ends early must not end us with SIGPIPE. */
static bool open_input(int pair[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return false;
#if !defined(MSG_NOSIGNAL) && defined(SO_NOSIGPIPE)
    int on = 1;

    (void)setsockopt(pair[0], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return true;
}

static bool open_streams(streams *s, bool with_input)
{
    *s = (streams){
        {-1, -1, -1},
        {-1, -1, -1}
    };
    for (int i = 0; i < STREAMS; i++) {
        int pair[2];

        if (i == IN && !with_input) {
            s->theirs[IN] = open("/dev/null", O_RDONLY);
            if (s->theirs[IN] < 0)
                return false;
        } else if (i == IN ? !open_input(pair) : pipe(pair) != 0) {
            return false;
        } else {
            s->ours[i] = pair[0];
            s->theirs[i] = pair[1];
        }
        if ((s->ours[i] >= 0 && fcntl(s->ours[i], F_SETFD, FD_CLOEXEC) != 0) ||
            fcntl(s->theirs[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    }
    return true;
}

static const char **arguments(fx_arena *a, const fx_git_call *call)
{
    FX_VEC(const char *) argv = {0};

    *fx_push(a, &argv) = "git";
    *fx_push(a, &argv) = "-C";
    *fx_push(a, &argv) = call->dir;
    for (const char *const *arg = call->args; *arg != NULL; arg++)
        *fx_push(a, &argv) = *arg;
    *fx_push(a, &argv) = NULL;
    return argv.at;
}

/* posix_spawn takes no const, and changes nothing. */
static char *const *unconst(const char *const *texts)
{
    union {
        const char *const *from;
        char *const *to;
    } same = {.from = texts};

    return same.to;
}

static int spawn(fx_arena *a, const fx_git_call *call, const streams *s, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int rc = posix_spawn_file_actions_init(&actions);

    if (rc != 0)
        return rc;
    for (int i = 0; rc == 0 && i < STREAMS; i++)
        rc = posix_spawn_file_actions_adddup2(&actions, s->theirs[i], i);
    if (rc == 0)
        rc = posix_spawnp(pid, "git", &actions, NULL, unconst(arguments(a, call)),
                          unconst(call->env));
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

static void receive(fx_str *to, int *fd)
{
    char bytes[16 * 1024];
    ssize_t n = read(*fd, bytes, sizeof bytes);

    if (n > 0)
        fx_str_addn(to, bytes, (size_t)n);
    else if (n == 0 || errno != EINTR)
        shut(fd);
}

static void give(const fx_git_call *call, size_t *given, int *fd)
{
    ssize_t n = 0;

    if (*given < call->input_n)
        n = send(*fd, call->input + *given, call->input_n - *given, SEND_FLAGS);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n > 0)
        *given += (size_t)n;
    if (n < 0 || *given == call->input_n)
        shut(fd); /* also when git does not want the rest: its status tells */
}

static void exchange(const fx_git_call *call, streams *s, fx_str *out, fx_str *errors)
{
    size_t given = 0;

    while (s->ours[OUT] >= 0 || s->ours[ERRORS] >= 0) {
        struct pollfd fds[STREAMS] = {
            {.fd = s->ours[IN],     .events = POLLOUT},
            {.fd = s->ours[OUT],    .events = POLLIN },
            {.fd = s->ours[ERRORS], .events = POLLIN },
        };

        if (poll(fds, STREAMS, -1) < 0) {
            if (errno == EINTR)
                continue;
            return;
        }
        if (fds[IN].revents != 0)
            give(call, &given, &s->ours[IN]);
        if (fds[OUT].revents != 0)
            receive(out, &s->ours[OUT]);
        if (fds[ERRORS].revents != 0)
            receive(errors, &s->ours[ERRORS]);
    }
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return 127; /* somebody else took the status: do not take it for success */
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool fx_git_run(fx_arena *a, fx_git_call *call, fx_error *err)
{
    streams s;
    pid_t pid = 0;
    fx_str out = {.arena = a}, errors = {.arena = a};

    if (!open_streams(&s, call->input != NULL)) {
        int code = errno;

        shut_all(&s);
        return fx_fail(err, FX_GIT, "cannot run git: %s", strerror(code));
    }
    int rc = spawn(a, call, &s, &pid);

    if (rc != 0) {
        shut_all(&s);
        fx_fail(err, FX_GIT, "cannot run git: %s", strerror(rc));
        return fx_hint(err, "install git, or put it on PATH");
    }
    for (int i = 0; i < STREAMS; i++)
        shut(&s.theirs[i]);
    if (call->meanwhile != NULL)
        call->meanwhile(call->meanwhile_ctx);
    exchange(call, &s, &out, &errors);
    shut_all(&s);
    call->status = wait_for(pid);
    call->out = fx_str_text(&out);
    call->out_n = out.n;
    call->errors = fx_str_text(&errors);
    return true;
}

/* The first argument that is git's command: "-c" takes one more, other options stand alone. */
static const char *subcommand(const char *const *args)
{
    while (*args != NULL && **args == '-')
        args += fx_same(*args, "-c") && args[1] != NULL ? 2 : 1;
    return *args == NULL ? "git" : *args;
}

bool fx_git_failed(const fx_git_call *call, fx_error *err)
{
    const char *words = fx_trim(err->arena, call->errors);
    const char *end = strchr(words, '\n');
    const char *first = end == NULL ? words : fx_strndup(err->arena, words, (size_t)(end - words));

    if (fx_starts(first, "fatal: "))
        first += strlen("fatal: ");
    else if (fx_starts(first, "error: "))
        first += strlen("error: ");
    if (*first == '\0')
        return fx_fail(err, FX_GIT, "git %s ended with status %d", subcommand(call->args),
                       call->status);
    fx_fail(err, FX_GIT, "git %s: %s", subcommand(call->args), first);
    if (end != NULL)
        fx_hint(err, "git says more:\n%s", end + 1);
    return false;
}

static bool run_well(fx_arena *a, fx_git_call *call, const char **out, size_t *out_n, fx_error *err)
{
    if (!fx_git_run(a, call, err))
        return false;
    if (call->status != 0)
        return fx_git_failed(call, err);
    if (out != NULL)
        *out = call->out;
    if (out_n != NULL)
        *out_n = call->out_n;
    return true;
}

bool fx_git(fx_arena *a, const char *dir, const char *const *args, const char *input,
            size_t input_n, const char **out, size_t *out_n, fx_error *err)
{
    fx_git_place place = fx_git_place_of(a, dir);
    fx_strs extra = {0};

    /* git -C goes to the folder first: a relative name would be looked up from there */
    if (place.gitdir != NULL)
        *fx_push(a, &extra) = fx_fmt(a, "GIT_DIR=%s", place.gitdir);
    if (place.workdir != NULL)
        *fx_push(a, &extra) = fx_fmt(a, "GIT_WORK_TREE=%s", place.workdir);
    fx_git_call call = {.dir = dir,
                        .args = args,
                        .env = fx_git_environment(a, place.own, &extra),
                        .input = input,
                        .input_n = input_n};

    return run_well(a, &call, out, out_n, err);
}

fx_git_call fx_repo_call(const fx_repo *r, const char *const *args)
{
    return (fx_git_call){
        .dir = r->workdir == NULL ? r->gitdir : r->workdir, .args = args, .env = r->env};
}

void fx_repo_meanwhile(fx_repo *r, void (*fn)(void *ctx), void *ctx)
{
    r->meanwhile = fn;
    r->meanwhile_ctx = ctx;
}

void fx_repo_call_meanwhile(fx_repo *r, fx_git_call *call)
{
    call->meanwhile = r->meanwhile;
    call->meanwhile_ctx = r->meanwhile_ctx;
    r->meanwhile = NULL;
}

bool fx_repo_git(fx_repo *r, const char *const *args, const char **out, size_t *n, fx_error *err)
{
    fx_git_call call = fx_repo_call(r, args);

    fx_repo_call_meanwhile(r, &call);
    return run_well(r->arena, &call, out, n, err);
}

bool fx_git_in(fx_repo *r, const char *const *args, fx_error *err)
{
    return fx_repo_git(r, args, NULL, NULL, err);
}
