// Stands in for the parts of libgit2's archive that speak to other machines, so that SSH, TLS and
// Kerberos are not linked: fxgit pushes and fetches by running git. An object file's definition
// comes before an archive's member (the manual of GNU ld, "Options", on archives), so those members
// are never taken. Names and types are those of libgit2 1.5, src/libgit2; with one that wants
// others, archives.cmake finds that the program does not link, and uses the shared library.
#include <stdbool.h>
#include <stddef.h>

// <git2/errors.h>: GIT_ERROR
enum { FAILED = -1 };

bool git_http__expect_continue; // transports/http.h

// streams/mbedtls.h
int git_mbedtls_stream_global_init(void);
int git_mbedtls__set_cert_location(const char *file, const char *path);
int git_mbedtls_stream_new(void **out, const char *host, const char *port);
int git_mbedtls_stream_wrap(void **out, void *in, const char *host);
// transports/ssh.h, http.h
int git_transport_ssh_global_init(void);
int git_smart_subtransport_ssh(void **out, void *owner, void *param);
int git_smart_subtransport_http(void **out, void *owner, void *param);

int git_mbedtls_stream_global_init(void)
{
    return 0;
}

int git_transport_ssh_global_init(void)
{
    return 0;
}

int git_mbedtls__set_cert_location(const char *file, const char *path)
{
    (void)file;
    (void)path;
    return FAILED;
}

int git_mbedtls_stream_new(void **out, const char *host, const char *port)
{
    (void)host;
    (void)port;
    *out = NULL;
    return FAILED;
}

int git_mbedtls_stream_wrap(void **out, void *in, const char *host)
{
    (void)in;
    (void)host;
    *out = NULL;
    return FAILED;
}

int git_smart_subtransport_ssh(void **out, void *owner, void *param)
{
    (void)owner;
    (void)param;
    *out = NULL;
    return FAILED;
}

int git_smart_subtransport_http(void **out, void *owner, void *param)
{
    (void)owner;
    (void)param;
    *out = NULL;
    return FAILED;
}
