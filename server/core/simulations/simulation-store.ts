/** Stands where AOI Clients have the hash of their secret: no secret has it, so nobody signs in as a simulated one. */
export const SIMULATED_SECRET_HASH = '0'.repeat(64)

export type SimulatedMember = { registrationId: number; aoiClientId: string }

/** The database's side of simulations: many AOI Clients at once, and their end. */
export interface SimulationStore {
  /** Makes the token where it is missing, and members of it. Answers the token's id and the members in the order of ids. */
  addMembers(input: {
    clientAppToken: string
    applicationName: string
    clients: readonly { id: string; name: string }[]
    at: number
  }): Promise<{ tokenId: number; members: SimulatedMember[] }>
  /** The tokens of simulations, newest first. */
  listTokens(applicationName: string): Promise<{ tokenId: number; members: number; createdAt: number }[]>
  /** Takes away so many rows of what a simulation made; answers how many, 0 when nothing is left. */
  removeStep(input: { tokenId: number; applicationName: string; rows: number }): Promise<number>
}
