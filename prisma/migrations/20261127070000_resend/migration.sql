-- AlterTable
ALTER TABLE "Notification" ADD COLUMN "resendOf" TEXT;

-- CreateTable
CREATE TABLE "Recipient" (
    "tokenId" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "registrationId" INTEGER NOT NULL,

    PRIMARY KEY ("tokenId", "seq", "registrationId")
);
