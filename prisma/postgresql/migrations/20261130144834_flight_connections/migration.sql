-- CreateTable
CREATE TABLE "FlightConnection" (
    "id" SERIAL NOT NULL,
    "aoiClientId" TEXT NOT NULL,
    "sessionNumber" INTEGER NOT NULL,
    "openedAt" BIGINT NOT NULL,
    "closedAt" BIGINT,
    "closingCode" INTEGER,
    "roundTripMs" INTEGER,
    "at" BIGINT NOT NULL,

    CONSTRAINT "FlightConnection_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FlightConnection_at_idx" ON "FlightConnection"("at");

-- CreateIndex
CREATE UNIQUE INDEX "FlightConnection_aoiClientId_sessionNumber_key" ON "FlightConnection"("aoiClientId", "sessionNumber");

-- AddForeignKey
ALTER TABLE "FlightConnection" ADD CONSTRAINT "FlightConnection_aoiClientId_fkey" FOREIGN KEY ("aoiClientId") REFERENCES "AoiClient"("id") ON DELETE CASCADE ON UPDATE CASCADE;
