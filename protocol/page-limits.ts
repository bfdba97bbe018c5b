/** The limits that pages of the dashboard apply. They stand apart, because the table of all limits is too large to load. */
export const PAGE_LIMITS = {
  actReasonBytes: 500,
  dashboardActSeconds: 20,
  dashboardActSecondsMax: 600,
  dashboardReadSeconds: 10,
  enrolmentCodeTtlSecondsMax: 315_360_000,
  enrolmentCodeUsesMax: 1_000_000,
  enrolmentCodes: 200,
  feedSilentSeconds: 10,
  hookOverlapSecondsMax: 604_800,
  hookRequestsKept: 20,
  hookRequestsPerMinute: 60,
  hookRequestsPerMinuteMax: 60_000,
  listRowsDefault: 50,
  listWalkRows: 10_000,
  overviewNotifications: 20,
} as const
