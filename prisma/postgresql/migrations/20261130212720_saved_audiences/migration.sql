-- AlterTable
ALTER TABLE "SavedView" ALTER COLUMN "ownerId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "SavedAudience" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT,
    "name" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "content" TEXT NOT NULL,
    "savedAt" BIGINT NOT NULL,

    CONSTRAINT "SavedAudience_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SavedAudience_shared_idx" ON "SavedAudience"("shared");

-- CreateIndex
CREATE UNIQUE INDEX "SavedAudience_ownerId_name_key" ON "SavedAudience"("ownerId", "name");

-- AddForeignKey
ALTER TABLE "SavedAudience" ADD CONSTRAINT "SavedAudience_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
