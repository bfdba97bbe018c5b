-- AlterTable
ALTER TABLE "PushSubscription" ADD COLUMN     "acceptedSeq" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "unsentSeq" BIGINT NOT NULL DEFAULT 0;
