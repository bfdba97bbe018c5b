/** How far back the flight recorder looks: milliseconds. */
export const FLIGHT_WINDOWS = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const
export type FlightWindow = keyof typeof FLIGHT_WINDOWS
