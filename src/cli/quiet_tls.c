/*
 * libgit2 reads the system's whole bundle of certificates when it starts. fxgit
 * never speaks HTTPS through it, so the executable puts these in place of
 * mbedTLS's readers (ELF interposition); a libgit2 on another TLS library does not notice.
 */

int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
    (void)chain;
    (void)path;
    return 0;
}

int mbedtls_x509_crt_parse_path(void *chain, const char *path)
{
    (void)chain;
    (void)path;
    return 0;
}
