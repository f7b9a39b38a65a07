#include "fx/revision/graph.h"

#include "revisions.h"

/* "id parent parent": one node; its path is the id. */
static fx_node node(fx_arena *a, const char *text)
{
    fx_node n = {0};

    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        const char *word = fx_strndup(a, text, length);

        if (n.id == NULL)
            n.id = n.path = word;
        else
            *fx_push(a, &n.parents) = word;
        text += length + (text[length] != '\0');
    }
    return n;
}

static const char *joined(fx_arena *a, fx_strs ids)
{
    return fx_strs_join(a, &ids, " ");
}

static const char *order(fx_arena *a, const fx_graph *g)
{
    fx_strs ids = {0};

    fx_each (const size_t, at, &g->order) {
        *fx_push(a, &ids) = g->nodes.at[*at].id;
    }
    return joined(a, ids);
}

static bool try_build(fx_arena *a, const char *const *texts, size_t n, bool partial, fx_graph *g,
                      fx_error *err)
{
    FX_VEC(fx_node) nodes = {0};

    for (size_t i = 0; i < n; i++)
        *fx_push(a, &nodes) = node(a, texts[i]);
    return fx_graph_build(a, nodes.at, n, partial, g, err);
}

static fx_graph build(fx_arena *a, const char *const *texts, size_t n, bool partial)
{
    fx_graph g;
    fx_error err = {.arena = a};

    if (!try_build(a, texts, n, partial, &g, &err))
        fail_msg("%s", err.msg);
    return g;
}

static const char *refused(fx_arena *a, const char *const *texts, size_t n)
{
    fx_graph g;
    fx_error err = {.arena = a};

    assert_false(try_build(a, texts, n, false, &g, &err));
    assert_int_equal(err.code, FX_INPUT);
    assert_non_null(err.hint);
    return fx_error_text(a, &err);
}

#define BUILD(a, ...)                              \
    build((a), (const char *const[]){__VA_ARGS__}, \
          sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), false)
#define REFUSED(a, ...)                              \
    refused((a), (const char *const[]){__VA_ARGS__}, \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/*   aaaa - cccc - eeee - ffff
 *       \- bbbb - dddd -/         9999 alone */
#define DIAMOND(a) \
    BUILD(a, "ffff eeee", "eeee cccc dddd", "dddd bbbb", "cccc aaaa", "bbbb aaaa", "aaaa", "9999")

static void test_order(void **state)
{
    fx_arena *a = *state;
    fx_graph g = DIAMOND(a);

    assert_string_equal(order(a, &g), "9999 aaaa bbbb cccc dddd eeee ffff");
    g = BUILD(a, "aaaa cccc", "bbbb", "cccc bbbb", "dddd");
    assert_string_equal(order(a, &g), "bbbb cccc aaaa dddd");
    g = build(a, NULL, 0, false);
    assert_string_equal(order(a, &g), "");
    assert_int_equal(fx_graph_heads(a, &g).n, 0);
}

static void test_order_is_the_same_for_any_input(void **state)
{
    fx_arena *a = *state;
    const char *texts[] = {"aaaa eeee", "bbbb", "cccc bbbb", "dddd bbbb", "eeee cccc dddd"};

    for (size_t turn = 0; turn < 5; turn++) {
        const char *first = texts[0];

        memmove(texts, texts + 1, 4 * sizeof *texts);
        texts[4] = first;
        fx_graph g = build(a, texts, 5, false);

        assert_string_equal(order(a, &g), "bbbb cccc dddd eeee aaaa");
    }
}

static void test_find_and_heads(void **state)
{
    fx_arena *a = *state;
    fx_graph g = DIAMOND(a);

    assert_string_equal(fx_graph_find(&g, "dddd")->id, "dddd");
    assert_null(fx_graph_find(&g, "ddd"));
    assert_null(fx_graph_find(&g, "gggg"));
    assert_string_equal(joined(a, fx_graph_heads(a, &g)), "9999 ffff");
}

static void test_relatives(void **state)
{
    fx_arena *a = *state;
    fx_graph g = DIAMOND(a);

    assert_string_equal(joined(a, fx_graph_ancestors(a, &g, "dddd")), "aaaa bbbb dddd");
    assert_string_equal(joined(a, fx_graph_ancestors(a, &g, "ffff")),
                        "aaaa bbbb cccc dddd eeee ffff");
    assert_string_equal(joined(a, fx_graph_ancestors(a, &g, "9999")), "9999");
    assert_string_equal(joined(a, fx_graph_ancestors(a, &g, "1111")), "");
    assert_string_equal(joined(a, fx_graph_descendants(a, &g, "bbbb")), "bbbb dddd eeee ffff");
    assert_string_equal(joined(a, fx_graph_descendants(a, &g, "ffff")), "ffff");
    assert_string_equal(joined(a, fx_graph_descendants(a, &g, "1111")), "");
}

static void test_partial(void **state)
{
    fx_arena *a = *state;
    const char *const texts[] = {"bbbb aaaa", "cccc bbbb 1111"};
    fx_graph g = build(a, texts, 2, true);

    assert_string_equal(order(a, &g), "bbbb cccc");
    assert_string_equal(joined(a, fx_graph_heads(a, &g)), "cccc");
    assert_string_equal(joined(a, fx_graph_ancestors(a, &g, "cccc")), "bbbb cccc");
    assert_string_equal(joined(a, fx_graph_descendants(a, &g, "aaaa")), "");
}

static void test_faults(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(REFUSED(a, "bbbb aaaa"), "bbbb: revision bbbb revises aaaa, which is not "
                                                 "there");
    assert_string_equal(REFUSED(a, "aaaa", "bbbb", "aaaa"),
                        "aaaa: revision aaaa is there twice: aaaa and aaaa");
    assert_string_equal(
        REFUSED(a, "aaaa", "bbbb aaaa dddd", "cccc bbbb", "dddd cccc", "eeee dddd", "0000 eeee"),
        "bbbb: revisions revise each other in a circle: bbbb -> dddd -> cccc -> bbbb");
    assert_string_equal(REFUSED(a, "aaaa aaaa"),
                        "aaaa: revisions revise each other in a circle: aaaa -> aaaa");
}

static const char *resolve(fx_arena *a, const fx_graph *g, const char *text)
{
    fx_error err = {.arena = a};
    const char *id = NULL;

    if (fx_graph_resolve(a, g, text, &id, &err))
        return id;
    assert_int_equal(err.code, FX_USAGE);
    return fx_fmt(a, "%s | %s", err.msg, err.hint);
}

static void test_resolve(void **state)
{
    fx_arena *a = *state;
    fx_graph g = BUILD(a, "abcd1234", "abcd12", "abce5678", "0000", "000011112222");

    assert_string_equal(resolve(a, &g, "abcd1234"), "abcd1234");
    assert_string_equal(resolve(a, &g, "abcd123"), "abcd1234");
    assert_string_equal(resolve(a, &g, "abcd12"), "abcd12");
    assert_string_equal(resolve(a, &g, "abce"), "abce5678");
    assert_string_equal(resolve(a, &g, "0000"), "0000");
    assert_string_equal(resolve(a, &g, "00001"), "000011112222");
    assert_string_equal(resolve(a, &g, "abcd"),
                        "'abcd' fits 2 revisions | Write more digits: abcd12, abcd1234");
    assert_string_equal(resolve(a, &g, "abde5678"),
                        "there is no revision 'abde5678' | did you mean abce5678?");
    assert_non_null(strstr(resolve(a, &g, "abc"), "there is no revision 'abc' | An id, or"));
    assert_non_null(strstr(resolve(a, &g, "ffffffff"), "`fxgit list`"));
    assert_non_null(strstr(resolve(a, &g, ""), "there is no revision ''"));
}

/* A chain with a wide fan: deep enough to break a walk that calls itself. */
static void test_large(void **state)
{
    fx_arena *a = *state;
    enum { N = 20000 };
    fx_node *nodes = fx_alloc(a, N * sizeof *nodes);
    fx_error err = {.arena = a};
    fx_graph g;

    const char **ids = fx_alloc(a, N * sizeof *ids);

    for (size_t i = 0; i < N; i++) {
        nodes[i].id = ids[i] = fx_fmt(a, "%08zx", i * 7919 % N);
        if (i > 0)
            *fx_push(a, &nodes[i].parents) = ids[i % 2 == 0 ? 0 : i - 1];
        if (i > 2)
            *fx_push(a, &nodes[i].parents) = ids[i - 2];
    }
    assert_true(fx_graph_build(a, nodes, N, false, &g, &err));
    assert_int_equal(g.order.n, N);
    size_t *place = fx_alloc(a, N * sizeof *place);

    for (size_t i = 0; i < N; i++)
        place[g.order.at[i]] = i;
    fx_each (const fx_node, it, &g.nodes) {
        fx_each (const char *, parent, &it->parents) {
            const fx_node *p = fx_graph_find(&g, *parent);

            assert_true(place[p - g.nodes.at] < place[it - g.nodes.at]);
        }
    }
    assert_int_equal(fx_graph_ancestors(a, &g, ids[N - 1]).n, N);
    assert_int_equal(fx_graph_ancestors(a, &g, ids[N - 2]).n, N / 2);
    assert_int_equal(fx_graph_descendants(a, &g, ids[0]).n, N);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_order),          FX_TEST(test_order_is_the_same_for_any_input),
        FX_TEST(test_find_and_heads), FX_TEST(test_relatives),
        FX_TEST(test_partial),        FX_TEST(test_faults),
        FX_TEST(test_resolve),        FX_TEST(test_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
