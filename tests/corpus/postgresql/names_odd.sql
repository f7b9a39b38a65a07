CREATE TABLE "select" ("from" integer PRIMARY KEY, "Group" text, "a b" text, "quo""te" text, "ünï" text CHECK ("ünï" <> ''), "x.y" integer);
CREATE TABLE "MixedCase" (id integer PRIMARY KEY, "userId" integer REFERENCES "select");
CREATE INDEX "Ix Odd" ON "MixedCase" ("userId");
CREATE VIEW "The View" AS SELECT "from", "Group" FROM "select";
