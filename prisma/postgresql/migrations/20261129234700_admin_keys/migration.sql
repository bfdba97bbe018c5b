-- CreateTable
CREATE TABLE "AdminKey" (
    "id" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT,
    "revokedAt" BIGINT,
    "lastUsedAt" BIGINT,

    CONSTRAINT "AdminKey_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AdminKey_createdAt_id_idx" ON "AdminKey"("createdAt", "id");

-- CreateIndex
CREATE INDEX "AdminKey_name_idx" ON "AdminKey"("name");
