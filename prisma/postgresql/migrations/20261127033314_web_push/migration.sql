-- AlterTable
ALTER TABLE "ClientAppToken" ADD COLUMN     "webPush" BOOLEAN NOT NULL DEFAULT false;
