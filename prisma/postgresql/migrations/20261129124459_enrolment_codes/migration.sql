-- CreateTable
CREATE TABLE "EnrolmentCode" (
    "id" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT,
    "usesMax" INTEGER,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "lastUsedAt" BIGINT,
    "revokedAt" BIGINT,

    CONSTRAINT "EnrolmentCode_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "EnrolmentCode_createdAt_id_idx" ON "EnrolmentCode"("createdAt", "id");
