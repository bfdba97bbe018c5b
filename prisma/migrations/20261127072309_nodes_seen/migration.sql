-- CreateTable
CREATE TABLE "TokenProofNonce" (
    "nonceHash" TEXT NOT NULL PRIMARY KEY,
    "aoiClientId" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_AoiClient" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "secretHash" TEXT NOT NULL,
    "name" TEXT,
    "platform" TEXT,
    "createdAt" BIGINT NOT NULL,
    "lastSeenAt" BIGINT NOT NULL,
    "sessionNumber" INTEGER NOT NULL DEFAULT 0,
    "sentAwayNumber" INTEGER NOT NULL DEFAULT 0,
    "nodeId" TEXT,
    "endedAt" BIGINT
);
INSERT INTO "new_AoiClient" ("createdAt", "endedAt", "id", "lastSeenAt", "name", "platform", "secretHash", "sessionNumber") SELECT "createdAt", "endedAt", "id", "lastSeenAt", "name", "platform", "secretHash", "sessionNumber" FROM "AoiClient";
DROP TABLE "AoiClient";
ALTER TABLE "new_AoiClient" RENAME TO "AoiClient";
CREATE INDEX "AoiClient_createdAt_id_idx" ON "AoiClient"("createdAt", "id");
CREATE INDEX "AoiClient_endedAt_idx" ON "AoiClient"("endedAt");
CREATE TABLE "new_Node" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "role" TEXT NOT NULL,
    "seenAt" BIGINT NOT NULL,
    "online" INTEGER NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "version" TEXT NOT NULL DEFAULT '',
    "startedAt" BIGINT NOT NULL DEFAULT 0,
    "memoryBytes" BIGINT NOT NULL DEFAULT 0,
    "draining" BOOLEAN NOT NULL DEFAULT false
);
INSERT INTO "new_Node" ("id", "online", "role", "seenAt") SELECT "id", "online", "role", "seenAt" FROM "Node";
DROP TABLE "Node";
ALTER TABLE "new_Node" RENAME TO "Node";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "TokenProofNonce_aoiClientId_expiresAt_idx" ON "TokenProofNonce"("aoiClientId", "expiresAt");

-- CreateIndex
CREATE INDEX "TokenProofNonce_expiresAt_idx" ON "TokenProofNonce"("expiresAt");
