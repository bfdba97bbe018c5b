-- CreateTable
CREATE TABLE "SavedAudience" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "ownerId" TEXT,
    "name" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "content" TEXT NOT NULL,
    "savedAt" BIGINT NOT NULL,
    CONSTRAINT "SavedAudience_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Operator" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_SavedView" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "list" TEXT NOT NULL,
    "ownerId" TEXT,
    "name" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "params" TEXT NOT NULL,
    "look" TEXT NOT NULL,
    "savedAt" BIGINT NOT NULL,
    CONSTRAINT "SavedView_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Operator" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_SavedView" ("id", "list", "look", "name", "ownerId", "params", "savedAt", "shared") SELECT "id", "list", "look", "name", "ownerId", "params", "savedAt", "shared" FROM "SavedView";
DROP TABLE "SavedView";
ALTER TABLE "new_SavedView" RENAME TO "SavedView";
CREATE INDEX "SavedView_list_shared_idx" ON "SavedView"("list", "shared");
CREATE UNIQUE INDEX "SavedView_ownerId_list_name_key" ON "SavedView"("ownerId", "list", "name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "SavedAudience_shared_idx" ON "SavedAudience"("shared");

-- CreateIndex
CREATE UNIQUE INDEX "SavedAudience_ownerId_name_key" ON "SavedAudience"("ownerId", "name");
