import type { HookShape } from '#protocol/hook-shapes.ts'
import { alertmanager } from './alertmanager.ts'
import { cloudevents } from './cloudevents.ts'
import { github } from './github.ts'
import { gotify } from './gotify.ts'
import { grafana } from './grafana.ts'
import { json } from './json.ts'
import { ntfy } from './ntfy.ts'
import { plain } from './plain.ts'
import { pushover } from './pushover.ts'
import type { Shape } from './shape.ts'

/** Every shape by its name. */
export const SHAPES: Readonly<Record<HookShape, Shape>> = {
  plain,
  ntfy,
  gotify,
  pushover,
  alertmanager,
  grafana,
  github,
  cloudevents,
  json,
}
