CREATE TABLE "größe" (id INTEGER PRIMARY KEY, "naïve" TEXT, "日本" INTEGER CHECK ("日本" > 0));
CREATE TABLE "emoji 🙂" ("größe_id" INTEGER REFERENCES "größe" (id));
CREATE INDEX "übersicht" ON "größe" ("naïve");
INSERT INTO "größe" VALUES (1, 'é', 2);
