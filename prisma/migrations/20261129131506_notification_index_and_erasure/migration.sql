-- AlterTable
ALTER TABLE "Notification" ADD COLUMN "applicationKey" INTEGER;
ALTER TABLE "Notification" ADD COLUMN "erasedAt" BIGINT;

-- CreateIndex
CREATE INDEX "Notification_applicationKey_acceptedAt_idx" ON "Notification"("applicationKey", "acceptedAt");
