-- AlterTable
ALTER TABLE "AoiClient" ADD COLUMN     "indexedAt" BIGINT;

-- AlterTable
ALTER TABLE "ClientAppToken" ADD COLUMN     "fingerprint" TEXT;

-- CreateTable
CREATE TABLE "SearchTerm" (
    "aoiClientId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "term" TEXT NOT NULL,

    CONSTRAINT "SearchTerm_pkey" PRIMARY KEY ("aoiClientId","kind","term")
);

-- CreateIndex
CREATE INDEX "SearchTerm_kind_term_idx" ON "SearchTerm"("kind", "term");

-- CreateIndex
CREATE INDEX "AoiClient_indexedAt_idx" ON "AoiClient"("indexedAt");

-- CreateIndex
CREATE INDEX "ClientAppToken_fingerprint_idx" ON "ClientAppToken"("fingerprint");

-- AddForeignKey
ALTER TABLE "SearchTerm" ADD CONSTRAINT "SearchTerm_aoiClientId_fkey" FOREIGN KEY ("aoiClientId") REFERENCES "AoiClient"("id") ON DELETE CASCADE ON UPDATE CASCADE;
