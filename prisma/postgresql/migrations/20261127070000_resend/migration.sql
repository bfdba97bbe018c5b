-- AlterTable
ALTER TABLE "Notification" ADD COLUMN     "resendOf" TEXT;

-- CreateTable
CREATE TABLE "Recipient" (
    "tokenId" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "registrationId" INTEGER NOT NULL,

    CONSTRAINT "Recipient_pkey" PRIMARY KEY ("tokenId","seq","registrationId")
);
