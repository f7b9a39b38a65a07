-- fxgit:revision 8d41c07e5a92
-- fxgit:revises a1b2c3d4e5f6 bbbb2222
-- fxgit:message Raw
-- fxgit:transaction false
-- fxgit:loses a.b, c
-- fxgit:was {up: "fx1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", reason: typo}
-- fxgit:upgrade
CREATE TABLE a (b INTEGER); -- why
-- fxgit:state
-- - create_table: a
--   columns:
--     b: {type: integer, nullable: true}
-- fxgit:downgrade
DROP TABLE a;
-- fxgit:state []
