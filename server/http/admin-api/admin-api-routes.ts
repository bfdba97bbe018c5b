import type { Api } from '../api-services.ts'
import { apiKeyOperations } from './api-keys.ts'
import { applicationOperations } from './applications.ts'
import { auditOperations } from './audit.ts'
import { enrolmentCodeOperations } from './enrolment-codes.ts'
import { findingOperations } from './findings.ts'
import { hookOperations } from './hooks.ts'
import { operatorOperations } from './operators.ts'
import { webhookOperations } from './webhooks.ts'

/**
 * Adds the admin API: the acts of the dashboard for programs with an admin key. No operation shows a payload or a whole
 * token.
 */
export function addAdminApi(api: Api): void {
  for (const add of [
    ...applicationOperations,
    ...apiKeyOperations,
    ...auditOperations,
    ...enrolmentCodeOperations,
    ...findingOperations,
    ...hookOperations,
    ...operatorOperations,
    ...webhookOperations,
  ])
    add(api)
}
