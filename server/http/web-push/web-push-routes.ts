import type { Api } from '../api-services.ts'
import { addPushMessage } from './push.ts'

/** The doors of Web Push (`docs/web-push.md`), whose paths stand beside `/api`. */
export function addWebPush(api: Api): void {
  addPushMessage(api)
}
