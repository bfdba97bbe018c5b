-- CreateTable
CREATE TABLE "Finding" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "openKey" TEXT,
    "count" INTEGER NOT NULL,
    "detail" TEXT,
    "createdAt" BIGINT NOT NULL,
    "acknowledgedAt" BIGINT,
    "acknowledgedBy" TEXT,
    "mutedUntil" BIGINT,
    "mutedBy" TEXT,
    "resolvedAt" BIGINT
);

-- AlterTable
ALTER TABLE "Node" ADD COLUMN "conditions" TEXT NOT NULL DEFAULT '[]';

-- CreateIndex
CREATE UNIQUE INDEX "Finding_openKey_key" ON "Finding"("openKey");

-- CreateIndex
CREATE INDEX "Finding_createdAt_id_idx" ON "Finding"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Finding_resolvedAt_idx" ON "Finding"("resolvedAt");
