-- AlterTable
ALTER TABLE "Registration" ADD COLUMN "label" TEXT;
