/** The ApplicationName of everything simulated; it marks tokens, registrations and notifications as not real. */
export const SIMULATION_APPLICATION = 'aoi.simulation'
