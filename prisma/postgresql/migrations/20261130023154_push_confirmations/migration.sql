-- CreateTable
CREATE TABLE "PushConfirmation" (
    "registrationId" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "PushConfirmation_pkey" PRIMARY KEY ("registrationId","seq")
);

-- CreateIndex
CREATE INDEX "PushConfirmation_at_idx" ON "PushConfirmation"("at");
