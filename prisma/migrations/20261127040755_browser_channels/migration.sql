-- AlterTable
ALTER TABLE "Registration" ADD COLUMN "auth" TEXT;
ALTER TABLE "Registration" ADD COLUMN "channelId" TEXT;
ALTER TABLE "Registration" ADD COLUMN "p256dh" TEXT;
