-- AlterTable
ALTER TABLE "Realm" ADD COLUMN     "authVerifier" TEXT,
ADD COLUMN     "serverId" TEXT,
ADD COLUMN     "witness" TEXT;
