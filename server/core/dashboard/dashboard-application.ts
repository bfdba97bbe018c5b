/** The Server Application of operators' notifications; real ones have UUIDs. */
export const DASHBOARD_APPLICATION = 'dashboard'
