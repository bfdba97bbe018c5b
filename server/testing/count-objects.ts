import { queryObjects } from 'node:v8'

/** How many objects of a class there are in this process after a collection, which counting begins with. */
export function countObjects(kind: abstract new (...input: never[]) => object): number {
  return queryObjects(kind as new () => object, { format: 'count' }) as unknown as number
}
