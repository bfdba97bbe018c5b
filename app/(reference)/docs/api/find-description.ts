import type { ApiDescription } from '#components/docs/describe-operation.ts'
import { createApi } from '#server/http/api.ts'
import { findServices } from '#server/services.ts'

/** Returns the API’s own description, created in this process: nothing is fetched. */
export async function findDescription(): Promise<{ description: ApiDescription; origin: string }> {
  const answered = await createApi(findServices).request('/api/openapi.json', {}, {})
  const description = (await answered.json()) as ApiDescription
  return { description, origin: findServices()?.context.settings.publicUrl ?? '' }
}
