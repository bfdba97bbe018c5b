-- CreateTable
CREATE TABLE "FindingReader" (
    "operatorId" TEXT NOT NULL,
    "clientAppToken" TEXT,
    "language" TEXT NOT NULL,
    "kinds" TEXT NOT NULL,
    "mail" BOOLEAN NOT NULL,
    "quietFrom" TEXT,
    "quietTo" TEXT,
    "timeZone" TEXT NOT NULL,

    CONSTRAINT "FindingReader_pkey" PRIMARY KEY ("operatorId")
);

-- CreateTable
CREATE TABLE "FindingTold" (
    "findingId" TEXT NOT NULL,
    "operatorId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "FindingTold_pkey" PRIMARY KEY ("findingId","operatorId","channel")
);

-- CreateIndex
CREATE INDEX "FindingTold_at_idx" ON "FindingTold"("at");

-- AddForeignKey
ALTER TABLE "FindingReader" ADD CONSTRAINT "FindingReader_operatorId_fkey" FOREIGN KEY ("operatorId") REFERENCES "Operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FindingTold" ADD CONSTRAINT "FindingTold_findingId_fkey" FOREIGN KEY ("findingId") REFERENCES "Finding"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FindingTold" ADD CONSTRAINT "FindingTold_operatorId_fkey" FOREIGN KEY ("operatorId") REFERENCES "FindingReader"("operatorId") ON DELETE CASCADE ON UPDATE CASCADE;
