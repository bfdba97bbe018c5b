-- AlterTable
ALTER TABLE "OperatorInvitation" ADD COLUMN     "invitedById" TEXT;

-- CreateTable
CREATE TABLE "OperatorUsedProof" (
    "proofHash" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "OperatorUsedProof_pkey" PRIMARY KEY ("proofHash")
);

-- CreateTable
CREATE TABLE "OperatorEndedSession" (
    "tokenHash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "OperatorEndedSession_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateIndex
CREATE INDEX "OperatorUsedProof_expiresAt_idx" ON "OperatorUsedProof"("expiresAt");

-- CreateIndex
CREATE INDEX "OperatorEndedSession_expiresAt_idx" ON "OperatorEndedSession"("expiresAt");

-- CreateIndex
CREATE INDEX "OperatorInvitation_invitedById_idx" ON "OperatorInvitation"("invitedById");

-- CreateIndex
CREATE INDEX "OperatorInvitation_expiresAt_idx" ON "OperatorInvitation"("expiresAt");

-- CreateIndex
CREATE INDEX "OperatorSession_expiresAt_idx" ON "OperatorSession"("expiresAt");

-- CreateIndex
CREATE INDEX "OperatorVerification_expiresAt_idx" ON "OperatorVerification"("expiresAt");

-- AddForeignKey
ALTER TABLE "OperatorInvitation" ADD CONSTRAINT "OperatorInvitation_invitedById_fkey" FOREIGN KEY ("invitedById") REFERENCES "Operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
