-- AlterTable
ALTER TABLE "AoiClient" ADD COLUMN     "nodeId" TEXT,
ADD COLUMN     "sentAwayNumber" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "draining" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "memoryBytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "startedAt" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "version" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "TokenProofNonce" (
    "nonceHash" TEXT NOT NULL,
    "aoiClientId" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "TokenProofNonce_pkey" PRIMARY KEY ("nonceHash")
);

-- CreateIndex
CREATE INDEX "TokenProofNonce_aoiClientId_expiresAt_idx" ON "TokenProofNonce"("aoiClientId", "expiresAt");

-- CreateIndex
CREATE INDEX "TokenProofNonce_expiresAt_idx" ON "TokenProofNonce"("expiresAt");
