CREATE TABLE "order" (id INTEGER PRIMARY KEY, "group" TEXT, "select" INTEGER, "table" TEXT UNIQUE, "index" INTEGER, "primary" TEXT);
CREATE TABLE "values" ("check" INTEGER REFERENCES "order" (id), "default" TEXT DEFAULT 'on', "unique" TEXT);
CREATE INDEX "where" ON "order" ("group", "select");
INSERT INTO "order" (id, "group") VALUES (1, 'g');
