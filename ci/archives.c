// What the program needs of its libraries: does it link with their archives? (archives.cmake)
int git_libgit2_init(void);
int git_blame_file(void);
int sqlite3_open(void);
int yaml_parser_initialize(void);
int EVP_DigestInit_ex(void);

int main(void) {
    return git_libgit2_init() + git_blame_file() + sqlite3_open() + yaml_parser_initialize() + EVP_DigestInit_ex();
}
