-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Rollup" (
    "unit" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "seconds" INTEGER NOT NULL,
    "startedAt" BIGINT NOT NULL,
    "writer" TEXT NOT NULL,
    "accepted" BIGINT NOT NULL,
    "recipients" BIGINT NOT NULL,
    "acked" BIGINT NOT NULL,
    "onlineSeconds" BIGINT NOT NULL,
    "times" BLOB NOT NULL,
    "expired" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "backlog" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("unit", "key", "seconds", "startedAt", "writer")
);
INSERT INTO "new_Rollup" ("accepted", "acked", "backlog", "expired", "key", "onlineSeconds", "recipients", "refused", "seconds", "startedAt", "times", "unit", "writer") SELECT "accepted", "acked", "backlog", "expired", "key", "onlineSeconds", "recipients", "refused", "seconds", "startedAt", "times", "unit", "writer" FROM "Rollup";
DROP TABLE "Rollup";
ALTER TABLE "new_Rollup" RENAME TO "Rollup";
CREATE INDEX "Rollup_seconds_startedAt_idx" ON "Rollup"("seconds", "startedAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
