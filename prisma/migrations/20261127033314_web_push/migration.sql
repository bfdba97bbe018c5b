-- AlterTable: SQLite adds a column in place; rebuilding the table would drop what others refer to.
ALTER TABLE "ClientAppToken" ADD COLUMN "webPush" BOOLEAN NOT NULL DEFAULT false;
