-- CreateTable
CREATE TABLE "OperatorUsedProof" (
    "proofHash" TEXT NOT NULL PRIMARY KEY,
    "expiresAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "OperatorEndedSession" (
    "tokenHash" TEXT NOT NULL PRIMARY KEY,
    "reason" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_OperatorInvitation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "codeHash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "email" TEXT,
    "role" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL,
    "invitedById" TEXT,
    CONSTRAINT "OperatorInvitation_invitedById_fkey" FOREIGN KEY ("invitedById") REFERENCES "Operator" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_OperatorInvitation" ("codeHash", "createdAt", "email", "expiresAt", "id", "kind", "role") SELECT "codeHash", "createdAt", "email", "expiresAt", "id", "kind", "role" FROM "OperatorInvitation";
DROP TABLE "OperatorInvitation";
ALTER TABLE "new_OperatorInvitation" RENAME TO "OperatorInvitation";
CREATE UNIQUE INDEX "OperatorInvitation_codeHash_key" ON "OperatorInvitation"("codeHash");
CREATE INDEX "OperatorInvitation_invitedById_idx" ON "OperatorInvitation"("invitedById");
CREATE INDEX "OperatorInvitation_expiresAt_idx" ON "OperatorInvitation"("expiresAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "OperatorUsedProof_expiresAt_idx" ON "OperatorUsedProof"("expiresAt");

-- CreateIndex
CREATE INDEX "OperatorEndedSession_expiresAt_idx" ON "OperatorEndedSession"("expiresAt");

-- CreateIndex
CREATE INDEX "OperatorSession_expiresAt_idx" ON "OperatorSession"("expiresAt");

-- CreateIndex
CREATE INDEX "OperatorVerification_expiresAt_idx" ON "OperatorVerification"("expiresAt");
