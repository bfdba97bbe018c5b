/** The ApplicationName of everything simulated; it marks tokens, registrations and notifications as no real ones. */
export const SIMULATION_APPLICATION = 'aoi.simulation'
