-- AlterTable
ALTER TABLE "ScheduledNotification" ADD COLUMN     "apiKeyId" TEXT;

-- CreateIndex
CREATE INDEX "ScheduledNotification_apiKeyId_idx" ON "ScheduledNotification"("apiKeyId");
