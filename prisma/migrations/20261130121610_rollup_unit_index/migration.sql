-- CreateIndex
CREATE INDEX "Rollup_unit_seconds_startedAt_idx" ON "Rollup"("unit", "seconds", "startedAt");
