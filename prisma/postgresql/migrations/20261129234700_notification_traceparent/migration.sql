-- AlterTable
ALTER TABLE "Notification" ADD COLUMN     "traceparent" TEXT;
