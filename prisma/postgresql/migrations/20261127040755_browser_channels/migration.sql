-- AlterTable
ALTER TABLE "Registration" ADD COLUMN     "auth" TEXT,
ADD COLUMN     "channelId" TEXT,
ADD COLUMN     "p256dh" TEXT;
