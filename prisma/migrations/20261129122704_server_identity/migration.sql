-- AlterTable
ALTER TABLE "Realm" ADD COLUMN "authVerifier" TEXT;
ALTER TABLE "Realm" ADD COLUMN "serverId" TEXT;
ALTER TABLE "Realm" ADD COLUMN "witness" TEXT;
