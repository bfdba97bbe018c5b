/** The secret hash of simulated AOI Clients. No secret has this hash, so nobody signs in as one. */
export const SIMULATED_SECRET_HASH = '0'.repeat(64)

export type SimulatedMember = { registrationId: number; aoiClientId: string }

/** The database operations of simulations: many AOI Clients at once, and their removal. */
export interface SimulationStore {
  /** Makes the token if it is missing, and its members. Returns the token's id and the members in the order of ids. */
  addMembers(input: {
    clientAppToken: string
    applicationName: string
    clients: readonly { id: string; name: string }[]
    at: number
  }): Promise<{ tokenId: number; members: SimulatedMember[] }>
  /** The tokens of simulations, newest first. */
  listTokens(applicationName: string): Promise<{ tokenId: number; members: number; createdAt: number }[]>
  /** Removes up to `rows` rows of a simulation. Returns their number; 0 when nothing is left. */
  removeStep(input: { tokenId: number; applicationName: string; rows: number }): Promise<number>
}
