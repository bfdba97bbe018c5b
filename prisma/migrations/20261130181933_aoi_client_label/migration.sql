-- AlterTable
ALTER TABLE "AoiClient" ADD COLUMN "label" TEXT;
