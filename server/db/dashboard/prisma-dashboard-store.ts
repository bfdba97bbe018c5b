import type { DashboardStore } from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../connection/database.ts'
import { eraseFlight, listFlightConnections } from '../registrations/flight-connections.ts'
import { cancelNotifications, endMembers, endRegistrations, erasePayloads, labelAoiClients } from './acts.ts'
import { findAoiClientEnd } from './aoi-client-end.ts'
import { listAoiClients } from './aoi-clients.ts'
import { listAudit, readAudit } from './audit.ts'
import { listFlightDeliveries } from './flight-deliveries.ts'
import { countNotifications, findPayload, findPayloads, listNotifications } from './notifications.ts'
import { readRecentAcks } from './recent-acks.ts'
import { findTokensOfClients, listRefusals, listRegistrations } from './registrations.ts'
import { findAoiClients, findNotifications, findRegistrations, nameNotifications } from './selected.ts'
import { listServerApplications } from './server-applications.ts'
import { sumUp } from './sum-up.ts'
import { findToken, listMembers, listTokenSenders, listTokens } from './tokens.ts'
import { walkErasable } from './walk-erasable.ts'

/** Creates the dashboard's store on an open database. */
export function createPrismaDashboardStore(database: Database): DashboardStore {
  return {
    listNotifications: (asked) => listNotifications(database, asked),
    countNotifications: (input) => countNotifications(database, input),
    findPayloads: (ids) => findPayloads(database, ids),
    findPayload: (id) => findPayload(database, id),
    listTokens: (asked) => listTokens(database, asked),
    findToken: (tokenId) => findToken(database, tokenId),
    listTokenSenders: (input) => listTokenSenders(database, input),
    listMembers: (asked) => listMembers(database, asked),
    listAoiClients: (asked) => listAoiClients(database, asked),
    listRegistrations: (asked) => listRegistrations(database, asked),
    findTokensOfClients: (asked) => findTokensOfClients(database, asked),
    listRefusals: (asked) => listRefusals(database, asked),
    listServerApplications: (asked) => listServerApplications(database, asked),
    sumUp: (input) => sumUp(database, input),
    listFlightDeliveries: (input) => listFlightDeliveries(database, input),
    listFlightConnections: (aoiClientId) => listFlightConnections(database, aoiClientId),
    eraseFlight: (aoiClientId) => database.write((tx) => eraseFlight(tx, aoiClientId)),
    readRecentAcks: (input) => readRecentAcks(database, input),
    listAudit: (asked) => listAudit(database, asked),
    readAudit: (input) => readAudit(database, input),
    findAoiClientEnd: (aoiClientId) => findAoiClientEnd(database, aoiClientId),
    endMembers: (input) => endMembers(database, input),
    labelAoiClients: (input) => labelAoiClients(database, input),
    endRegistrations: (input) => endRegistrations(database, input),
    cancelNotifications: (input) => cancelNotifications(database, input),
    erasePayloads: (input) => erasePayloads(database, input),
    walkErasable: (input) => walkErasable(database, input),
    dropOldPages: () => database.dropOldPages(),
    nameNotifications: (ids) => nameNotifications(database, ids),
    findNotifications: (ids) => findNotifications(database, ids),
    findAoiClients: (ids) => findAoiClients(database, ids),
    findRegistrations: (ids) => findRegistrations(database, ids),
  }
}
