import { queryObjects } from 'node:v8'

/** Counts the objects of a class in this process. The count collects garbage first. */
export function countObjects(kind: abstract new (...input: never[]) => object): number {
  return queryObjects(kind as new () => object, { format: 'count' }) as unknown as number
}
