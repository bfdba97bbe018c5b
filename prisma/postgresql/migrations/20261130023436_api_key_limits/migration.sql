-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "notificationsPerDay" INTEGER,
ADD COLUMN     "quotaDay" INTEGER,
ADD COLUMN     "quotaUsed" INTEGER,
ADD COLUMN     "requestsPerMinute" INTEGER,
ADD COLUMN     "tokens" TEXT,
ADD COLUMN     "topics" TEXT;
