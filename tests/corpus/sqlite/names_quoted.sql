CREATE TABLE "a ""b"" c" (id INTEGER PRIMARY KEY, [square name] TEXT, `back tick` INTEGER, "dot.ted" TEXT, "it's" TEXT);
CREATE TABLE "1digit" ("2" INTEGER, "-" TEXT, "a;b" TEXT);
CREATE INDEX "ix;odd" ON "a ""b"" c" ([square name], "dot.ted");
INSERT INTO "1digit" VALUES (1, 'x', 'y');
